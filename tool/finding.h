// A finding as data: two accesses to one piece of memory and why nothing orders them, or another mistake at one place or two.
//
// The analysis makes findings, the printers (text, SARIF) show them; neither knows the other. Plain data: it holds no pointer
// into the compiler's tree, can be copied between threads, and lives as long as its owner wants.
//
// Invariants, kept by the analysis:
//   1. `first` is what the warning stands at; in a race a write or an update. `second` may be of any kind.
//   2. A race has a `second`, `why_parallel`, and no `deed`.
//   3. An AccessReport's call_path starts with where its thread starts and ends in the function that holds `place`;
//      it is empty for an access that stands in main itself.
//   4. Two findings of one rule never have the same two places.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace check {

/// A place in the source. Lines and columns count from 1; a column counts bytes.
struct Place {
  std::string file;  ///< absolute, as the compiler opened it; printers make it relative to the working folder
  unsigned line = 0;
  unsigned column = 0;
  std::string function;  ///< qualified name of the function around it: "bank::transfer"; empty outside of functions

  friend bool operator==(const Place&, const Place&) = default;
  friend auto operator<=>(const Place&, const Place&) = default;
};

enum class AccessKind {
  kRead,
  kWrite,
  kUpdate,  ///< reads the old value and writes one that depends on it: `x += 1`, `x++`
};

/// A lock that is surely held at an access.
struct HeldLock {
  std::string name;  ///< as a reader of the source would name it: "p->lock"
  bool shared;       ///< held in the mode of readers, which keeps writers out but not other readers
  Place acquired;    ///< where it was taken; line 0 when that is not known

  friend bool operator==(const HeldLock&, const HeldLock&) = default;
};

enum class StepKind {
  kThreadStart,   ///< a new thread begins to run `callee`
  kProcessStart,  ///< a new process begins to run `callee`
  kCall,          ///< the thread that is already running calls `callee`
};

/// One step of the way from the start of a thread to an access.
struct CallStep {
  StepKind kind = StepKind::kCall;
  Place place;         ///< where the start or the call is written
  std::string callee;  ///< the function that is entered: "job"

  friend bool operator==(const CallStep&, const CallStep&) = default;
};

/// An access, or what else is done at a place.
struct AccessReport {
  AccessKind kind = AccessKind::kRead;
  std::string path;  ///< the memory, as the source writes it: "v.value"
  Place place;
  std::vector<HeldLock> locks;
  std::vector<CallStep> call_path;
  std::string deed = {};  ///< what is done, if it is no access: "takes 'b'"
};

/// A change of a file: `length` bytes from `offset` on are replaced by `text`.
struct Edit {
  std::string file;  ///< absolute
  std::size_t offset = 0;
  std::size_t length = 0;
  std::string text;

  friend bool operator==(const Edit&, const Edit&) = default;
};

struct Finding {
  std::string rule;     ///< stable id: "racelab-unguarded-update"
  std::string message;  ///< one sentence without its full stop
  AccessReport first;
  std::optional<AccessReport> second;
  std::string why_parallel;    ///< one sentence without its full stop: why nothing orders the two; empty if that is no question
  std::vector<Edit> fix = {};  ///< what mends it, when a fix was asked for and found: all of these edits together
};

}  // namespace check
