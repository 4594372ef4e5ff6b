// Kills a child after every single instruction of an operation: not at random moments, but at all of them.
//
// The child runs under ptrace, one instruction after the other, and is killed (SIGKILL) after the first, in the next round after
// the second, and so on until the operation has no more. After each death a check looks at what the child has left behind.
// An operation of n instructions costs n * n / 2 steps; when that is more than `kStepBudget`, only every k-th instruction is a
// place of death, with the least k that keeps within it.
// Fork safety: REQUIRES one thread in the caller.
#pragma once

#include <cstddef>
#include <functional>

namespace mp::test {

struct SingleStep {
  std::function<void()> prepare;    ///< in the caller, before each child
  std::function<void()> operation;  ///< in the child
  std::function<void()> check;      ///< in the caller, after the child's death
};

struct Stepped {
  bool allowed = false;          ///< false: this system lets no process trace its child; nothing was done
  std::size_t instructions = 0;  ///< of the whole operation
  std::size_t deaths = 0;        ///< how many children were killed in the middle of it
};

inline constexpr std::size_t kStepBudget = 3'000'000;

Stepped kill_at_every_instruction(const SingleStep& test);

}  // namespace mp::test
