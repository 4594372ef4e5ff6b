// Private state of which each process has its own, safe to use beside a fork.
//
//   struct Children {
//     std::vector<Child> list;
//     void forked() noexcept;                          // in a new child: what of its parent's state it keeps
//   };
//   PerProcess<Children>::with([](Children& mine) { mine.list.push_back(child); });
//
// There is one State for each type. It is there before main begins, and is never destroyed: code that runs after main may use it.
// Thread safety: one thread at a time is inside with(), whose function calls nothing that forks or comes back here.
// Fork safety: every fork() of the program waits until nobody is inside, so the child never inherits a state that is half
// changed, nor a mutex of a thread that it does not have. A child made by a bare clone system call is not supported.
#pragma once

#include <pthread.h>

#include <concepts>
#include <mutex>

#include "runtime/error.h"

namespace mp::internal {

template <class State>
concept KnowsForks = requires(State state) {
  { state.forked() } noexcept;
};

template <KnowsForks State>
class PerProcess {
 public:
  template <class Use>
  static auto with(Use use) {
    MP_CHECK(registration_ == 0);  // also true before this file's turn in the program's initialisation
    const std::lock_guard lock(place_.guarded.mutex);
    return use(place_.guarded.state);
  }

 private:
  struct Guarded {
    std::mutex mutex;
    State state;
  };
  union Place {  // a union, so that nothing is destroyed at the program's end
    constexpr Place() : guarded() {}
    constexpr ~Place() {}
    Guarded guarded;
  };

  static void before() { place_.guarded.mutex.lock(); }
  static void in_parent() { place_.guarded.mutex.unlock(); }
  static void in_child() {
    place_.guarded.state.forked();
    place_.guarded.mutex.unlock();
  }

  static inline constinit Place place_{};
  static inline const int registration_ = pthread_atfork(before, in_parent, in_child);
};

}  // namespace mp::internal
