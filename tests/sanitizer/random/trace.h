// What each process of a random program did, step by step: the program prints it, and the test reads it.
//
// One step is one line of numbers: the process, the kind, and the five words below.
#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <vector>

namespace random_programs {

enum class Kind : std::uint32_t {
  kFork,      ///< of: the child
  kJoin,      ///< of: the child
  kLock,      ///< of: the lock; made: how often it had been taken before
  kUnlock,    ///< the same numbers as its kLock
  kPut,       ///< made: the message
  kGet,       ///< seen: the message
  kLoad,      ///< of: the word; seen: the value, 0 at first; order
  kStore,     ///< of: the word; made: the value, which no other write makes; order
  kExchange,  ///< both
  kFence,     ///< order
  kAccess,    ///< of: the place in the source; seen: the first byte; made: how many; order: Access
};

/// How memory is accessed, bit by bit.
enum Access : std::uint32_t { kRead = 0, kWrite = 1, kAtomic = 2 };

struct Step {
  std::uint32_t process;
  Kind kind;
  std::uint32_t of = 0;
  std::uint32_t seen = 0;
  std::uint32_t made = 0;
  std::uint32_t order = 0;  ///< of memory: __ATOMIC_RELAXED and so on
};

/// The processes' steps one process after the other, each in its own order.
inline std::vector<Step> read_trace(std::istream& in) {
  std::vector<Step> steps;
  std::uint32_t kind = 0;
  for (Step step{}; in >> step.process >> kind >> step.of >> step.seen >> step.made >> step.order;) {
    step.kind = Kind{kind};
    steps.push_back(step);
  }
  return steps;
}

}  // namespace random_programs
