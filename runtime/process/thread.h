// mp::Thread: the face of mp::Process on a thread, as Python's threading.Thread, so that the two can be compared.
//
// A thread shares all memory with its process, so any argument may cross: shared objects that have a name arrive by reference,
// everything else as a copy, std::ref as a reference. An exception that leaves the function prints a message on stderr and
// ends this thread only, as in Python; mp::exit ends it silently.
// Thread safety: after start(), every member may be called from several threads at once, but for moves and the destructor.
// Fork safety: a forked child has no copy of the thread; used there, the object throws ValueError.
// The destructor waits for a thread that was started, and so does an assignment to it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <concepts>
#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "runtime/futex/deadline.h"
#include "runtime/memory/shared_object.h"

namespace mp {

struct ThreadOptions {
  std::string name;  ///< empty: "Thread-1", "Thread-2", ...
};

class Thread {
 public:
  template <class F, class... Args>
    requires(!std::same_as<F, Thread> && !std::same_as<F, ThreadOptions>)
  explicit Thread(F function, Args&&... args) : Thread(ThreadOptions{}, std::move(function), std::forward<Args>(args)...) {}

  template <class F, class... Args>
  Thread(ThreadOptions options, F function, Args&&... args)
      : Thread(std::move(options), body_of(std::move(function), std::forward<Args>(args)...), Body{}) {}

  Thread(Thread&&) noexcept;
  Thread& operator=(Thread&&);
  ~Thread();

  /// Returns when the thread runs. Throws ValueError the second time, OSError if the system has no room for a thread.
  void start();

  /// Waits for the thread to end. What it did is then visible to the caller. Throws ValueError before start(), and in the
  /// thread itself.
  void join() { join_until(futex::kNever); }
  /// Waits at most that long; a negative time is none. True: the thread has ended.
  template <class Rep, class Period>
  bool join_for(const std::chrono::duration<Rep, Period>& timeout) {
    return join_until(futex::deadline_after(timeout));
  }

  bool is_alive() const;
  const std::string& name() const;
  /// The kernel's number of the thread, which debuggers and `ps -L` show; 0 before start().
  pid_t ident() const;

 private:
  struct Body {};
  class Running;
  Thread(ThreadOptions options, std::function<void()> body, Body);

  template <class Arg>
  using Kept = std::conditional_t<SharedObject<Arg> && std::is_lvalue_reference_v<Arg>,
                                  std::reference_wrapper<std::remove_reference_t<Arg>>, std::decay_t<Arg>>;

  template <class F, class... Args>
  static std::function<void()> body_of(F function, Args&&... args) {
    using Call = std::tuple<F, Kept<Args>...>;
    auto call = std::make_shared<Call>(std::move(function), std::forward<Args>(args)...);  // may hold what cannot be copied
    return [call] { std::apply([](F& run, auto&... kept) { std::invoke(run, std::move(kept)...); }, *call); };
  }

  bool join_until(futex::Deadline deadline);
  Running& running() const;

  struct End {
    void operator()(Running* running) const noexcept;
  };

  std::unique_ptr<Running, End> running_;  // empty after a move
};

}  // namespace mp
