// How a child begins: Python's start methods, and contexts, which name one.
//
//   method       the child is                                      what it needs
//   fork         a copy of this process, with all its memory       -
//   spawn        the program anew, in memory of its own, with the  `mp::Runtime runtime(argc, argv);` as the first line of main
//                function, its arguments and the shared objects    (runtime.h)
//   forkserver   the same, but as a fork of a process that was     the same
//                spawned once and has one thread (forkserver.h)
//
//   mp::set_start_method("spawn");                                 // for the whole program, at the beginning of main
//   mp::Process p(mp::ProcessOptions{.context = mp::Context::spawn()}, job, v);      // or for one process
//   mp::Process q = mp::get_context("spawn").Process(job, v);      // or in Python's words
//
// The default is fork: it works with every program, also one without a Runtime, and with what a lambda captures by reference.
// Its danger is a lock of the C++ library, or of anybody's, which another thread holds at the moment of the fork: in the child
// nobody will ever release it. So whoever asks for fork by name, by set_start_method() or a context, is refused with a ValueError
// while objects of mp::Thread run besides the caller; it names them. ProcessOptions::allow_threads says that it is well
// so. Other threads are not seen: a std::thread, those of a library, those of ThreadSanitizer. A start by default is not refused.
// Thread safety: every function may be called from any thread. Fork safety: a child of whatever kind begins with its
// parent's method, or with that of its context. Where it lives: private memory.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mp {

enum class StartMethod { kFork, kSpawn, kForkserver };

class Process;
struct ProcessOptions;
template <class Where>
class BasicPool;
struct PoolOptions;
struct Processes;

class Context {
 public:
  static constexpr Context fork() { return Context(StartMethod::kFork); }
  static constexpr Context spawn() { return Context(StartMethod::kSpawn); }
  static constexpr Context forkserver() { return Context(StartMethod::kForkserver); }

  constexpr StartMethod start_method() const { return method_; }
  std::string get_start_method() const;

  /// An mp::Process that will start by this method, whatever the options say of it. Defined in process.h.
  template <class F, class... Args>
    requires(!std::same_as<F, ProcessOptions>)
  mp::Process Process(F function, Args&&... args) const;
  template <class F, class... Args>
  mp::Process Process(ProcessOptions options, F function, Args&&... args) const;

  /// An mp::Pool whose workers will start by this method, whatever the options say of it. Defined in pool.h.
  BasicPool<Processes> Pool(PoolOptions options) const;
  BasicPool<Processes> Pool(unsigned processes) const;
  BasicPool<Processes> Pool() const;

  friend constexpr bool operator==(Context, Context) = default;

 private:
  explicit constexpr Context(StartMethod method) : method_(method) {}

  StartMethod method_;
};

/// Throws ValueError for a name that is none of get_all_start_methods().
Context get_context(std::string_view method);
/// Of the method that applies now.
Context get_context();

/// For all processes started from now on without a context of their own. Throws ValueError for an unknown name, and when a method
/// was set before, unless `force` is true: which part of a program sets it must not depend on luck.
void set_start_method(std::string_view method, bool force = false);
/// With nullopt and force: as if none had been set.
void set_start_method(std::nullopt_t, bool force);

/// The method that applies now.
std::string get_start_method();
/// The same; nothing if none was set and `allow_none` is true.
std::optional<std::string> get_start_method(bool allow_none);
/// The default first.
std::vector<std::string> get_all_start_methods();

/// What spawn starts from now on, and a forkserver that is not there yet: a copy of this program, or a script that executes one
/// with the same arguments, environment and descriptors. Empty: the program's own file again. Throws OSError if it cannot be
/// executed.
void set_executable(std::string path);

namespace internal {

/// What set_executable() has set.
std::optional<std::string> executable();
/// What set_start_method() has set.
std::optional<StartMethod> chosen_start_method();
/// In a new child: what its parent had.
void inherit_start_method(std::optional<StartMethod> method);

}  // namespace internal
}  // namespace mp
