// For tests: real processes that do what they are told, one step after the other.
//
// Each actor is a process of its own with its own detector. A step is sent to it over a pipe and answered, so the steps
// happen exactly in the order in which the test says them; and the detector knows nothing of these pipes, so that order is
// none to it. Idea: ThreadSanitizer's tests/rtl, with processes for its threads.
//
//   Script script;
//   Actor main = script.main();
//   Actor child = main.fork("child");
//   main.write(script.variable(0));
//   child.read(script.variable(0));
//   EXPECT_EQ(script.races(), 1);
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/sanitizer/detector/detector.h"

namespace race {

class Actor;

class Script {
 public:
  Script();
  ~Script();
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;

  Actor main();
  /// The address of a variable of 8 bytes that is observed.
  std::uintptr_t variable(unsigned index) const;
  /// Memory that is not observed until somebody creates an object there.
  std::uintptr_t raw_memory() const;

  /// How many races were found until now, in all processes.
  unsigned races() const;
  /// "write of the later process, read of the earlier one"; names as they were given to fork.
  std::string last_race() const;

 private:
  friend class Actor;
  struct Shared;
  struct Channel {
    int to_actor[2];
    int from_actor[2];
  };
  struct Step {
    enum class Kind { kAccess, kRelease, kAcquire, kRecover, kCreate, kDestroy, kFork, kReap, kEnd };
    Kind kind;
    std::uintptr_t address = 0;
    std::size_t bytes = 0;
    AccessKind access = {};
    char name[32] = {};
    unsigned index = 0;  // of the child that is forked
    pid_t pid = 0;       // of the child that is reaped
  };

  static constexpr unsigned kMaxActors = 12;

  pid_t run(unsigned actor, const Step& step);          // here or there; the answer is a pid for kFork
  pid_t perform(Detector& detector, const Step& step);  // in the actor's process
  [[noreturn]] void obey(Detector& detector, unsigned actor);

  Shared* shared_;
  std::unique_ptr<Shadow> shadow_;
  std::unique_ptr<Detector> main_detector_;
  std::vector<Channel> channels_;
  std::vector<pid_t> pids_;
};

/// A process of the script. May be copied: it is the name of one.
class Actor {
 public:
  void read(std::uintptr_t address, std::size_t bytes = 4) { access(address, bytes, {.write = false, .atomic = false}); }
  void write(std::uintptr_t address, std::size_t bytes = 4) { access(address, bytes, {.write = true, .atomic = false}); }
  void access(std::uintptr_t address, std::size_t bytes, AccessKind kind);
  void release(std::uintptr_t object);
  void acquire(std::uintptr_t object);
  void recover(std::uintptr_t object);
  void create(std::uintptr_t begin, std::size_t bytes);
  void destroy(std::uintptr_t begin, std::size_t bytes);

  Actor fork(std::string_view name);
  /// `child` ends by itself, or is killed; this actor, its parent, reaps it.
  void join(Actor child);
  void kill_and_join(Actor child);
  /// SIGKILL, and nobody reaps it.
  void kill();

 private:
  friend class Script;
  using Kind = Script::Step::Kind;
  Actor(Script& script, unsigned index) : script_(&script), index_(index) {}

  Script* script_;
  unsigned index_;
};

inline Actor Script::main() { return {*this, 0}; }

}  // namespace race
