// Stops an operation after its single instructions, to see what a death there would leave behind.
//
// The processor's trap flag brings a signal after each instruction; no debugger is needed. Only for x86-64, and not under
// ThreadSanitizer: its runtime, which an instrumented program enters with every access, bears no signal in its middle.
// Fork safety: REQUIRES one thread in the caller.
#pragma once

#include <cstddef>
#include <functional>

namespace mp::test {

/// Whether this build bears it; a test is skipped otherwise.
bool can_single_step() noexcept;

/// A child does the operation and is killed in the middle of it; then a new child, killed further on; and so to its end.
struct DeadlyOperation {
  std::function<void()> prepare;    ///< in the caller, before each child
  std::function<void()> operation;  ///< in the child
  std::function<void()> check;      ///< in the caller, after the child's death
};

struct Deaths {
  std::size_t instructions = 0;  ///< of the whole operation
  std::size_t places = 0;        ///< at how many of them, evenly spread, a child was killed
};

/// Kills a child after every k-th instruction of the operation. All deaths together cost n * n / (2 * k) traps of about 10 us; k
/// is the least that keeps them below kTrapBudget.
Deaths kill_along(const DeadlyOperation& deadly);
inline constexpr std::size_t kTrapBudget = 100'000;

/// Does the operation in this process and calls `look` after each of its instructions, in a signal handler: nothing that the
/// operation may be in the middle of may be used. Returns the number of instructions.
/// For memory alone: a lock that the operation holds has no dead owner here.
std::size_t look_after_every_instruction(const std::function<void()>& operation, const std::function<void()>& look);

}  // namespace mp::test
