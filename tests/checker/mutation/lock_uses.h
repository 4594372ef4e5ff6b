// Where a source file takes locks, gives them up and waits: found in Clang's tree by the names that racecheck itself knows, and
// kept as places in the text.
//
// Thread safety: pure; it may run at the same time on different units.
// Invariant: every place is in the unit's main file, written there (not by a macro), and the uses are sorted by it.
#pragma once

#include <string>
#include <vector>

namespace clang {
class ASTContext;
}  // namespace clang

namespace checker {

/// Bytes of a file, the end not among them.
struct Range {
  unsigned begin = 0;
  unsigned end = 0;

  friend auto operator<=>(const Range&, const Range&) = default;
};

enum class UseKind {
  kTake,    ///< a call that takes a lock, or tries to
  kGiveUp,  ///< a call that gives one up
  kGuard,   ///< the declaration of a guard
  kJoin,    ///< a call that waits for the end of a thread or process
  kWait,    ///< a call that waits for another thread: at a semaphore, a barrier, a latch, an event
};

struct LockUse {
  UseKind kind = UseKind::kTake;
  unsigned line = 0;
  Range place;            ///< the call, or the declaration with its semicolon
  Range body;             ///< of the innermost function around it, with its braces
  Range lock;             ///< what names the lock: an argument, or the object with what leads to the method ("m.", "p->")
  std::string lock_text;  ///< the text of `lock`; empty when there is none, or when there are several
  std::string lock_type;  ///< "std::mutex", "pthread_mutex_t"
  Range name;             ///< what says how: the function's or method's name, the guard's type
  std::string done;       ///< what stands for a call that went well: "0", "true", "(void)0"
  bool is_method = false;
  bool is_statement = false;     ///< the call is all of its statement
  bool is_in_block = false;      ///< the statement stands in a block
  bool is_named_later = false;   ///< the guard
  bool is_std_thread = false;    ///< kJoin: of a std::thread, which must be joined or detached
  bool is_followed = false;      ///< kJoin: something is done after it, other than to join and to tidy up
  bool is_shared_mutex = false;  ///< the lock has a shared mode, and is taken in the other one
};

std::vector<LockUse> lock_uses(clang::ASTContext& context);

}  // namespace checker
