// Processes that execute another program, which is this one again: its code lies elsewhere then.
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>

#include "tests/sanitizer/foreign_programs.h"
#include "tests/sanitizer/forked.h"
#include "tests/sanitizer/unseen_order.h"

namespace programs {
namespace {

constexpr const char* kSelf = "/proc/self/exe";
constexpr const char* kVariable = "SHARED_FILE";
constexpr int kFirstOtherDescriptor = 3;

/// An int in a file of memory, which those who are executed find by its name.
class SharedFile {
 public:
  SharedFile() {
    number_ = map(new_shared_memory(name_, sizeof(int)));
    must(setenv(kVariable, name_, 1) == 0);
  }
  ~SharedFile() { shm_unlink(name_); }
  SharedFile(const SharedFile&) = delete;
  SharedFile& operator=(const SharedFile&) = delete;

  int& number() { return *number_; }

  static int* map(int file) {
    void* const memory = mmap(nullptr, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    must(memory != MAP_FAILED);
    close(file);
    return static_cast<int*>(memory);
  }

 private:
  char name_[64];
  int* number_;
};

// What is executed.
int adder() {
  const int file = shm_open(getenv(kVariable), O_RDWR, 0);
  must(file >= 0);
  *SharedFile::map(file) += 1;  // RACE executed
  return 0;
}

[[noreturn]] void execute_adder() {
  execl(kSelf, kSelf, "adder", nullptr);
  abort();
}

/// The adder's arguments, and an environment with nothing but the name of the file.
struct Adder {
  Adder() { snprintf(variable, sizeof variable, "%s=%s", kVariable, getenv(kVariable)); }
  Adder(const Adder&) = delete;
  Adder& operator=(const Adder&) = delete;

  char variable[100];
  char* arguments[3] = {const_cast<char*>(kSelf), const_cast<char*>("adder"), nullptr};
  char* environment[2] = {variable, nullptr};
};

pid_t spawn_adder(char* const* environment, const posix_spawn_file_actions_t* actions = nullptr) {
  pid_t child = 0;
  must(posix_spawn(&child, kSelf, actions, nullptr, Adder().arguments, environment) == 0);
  return child;
}

pid_t spawn_adder_simply() { return spawn_adder(environ); }
pid_t spawn_adder_with_own_environment() { return spawn_adder(Adder().environment); }

pid_t spawn_adder_without_descriptors() {
  posix_spawn_file_actions_t actions;
  must(posix_spawn_file_actions_init(&actions) == 0);
  must(posix_spawn_file_actions_addclosefrom_np(&actions, kFirstOtherDescriptor) == 0);
  const pid_t child = spawn_adder(environ, &actions);
  posix_spawn_file_actions_destroy(&actions);
  return child;
}

pid_t fork_adder() { return forked(execute_adder); }
pid_t fork_adder_by_execve() {
  return forked([] {
    const Adder adder;
    must(execve(kSelf, adder.arguments, adder.environment) == 0);
  });
}
pid_t fork_adder_by_execle() {
  return forked([] { must(execle(kSelf, kSelf, "adder", nullptr, Adder().environment) == 0); });
}
pid_t fork_adder_by_execvpe() {
  return forked([] {
    const Adder adder;
    must(execvpe(kSelf, adder.arguments, adder.environment) == 0);
  });
}

template <class Start>
int beside(Start start) {
  SharedFile file;
  const pid_t child = start();
  file.number() += 3;  // RACE executed
  reap(child);
  return 0;
}

template <class Start>
int in_turn(Start start) {
  SharedFile file;
  file.number() += 3;
  reap(start());
  file.number() += 3;
  return file.number() == 7 ? 0 : 1;
}

int executed_beside() { return beside(fork_adder); }
int executed_with_own_environment_beside() { return beside(fork_adder_by_execve); }
int executed_by_execle_beside() { return beside(fork_adder_by_execle); }
int executed_by_execvpe_beside() { return beside(fork_adder_by_execvpe); }
int executed_by_spawn_beside() { return beside(spawn_adder_simply); }
int executed_by_spawn_with_own_environment_beside() { return beside(spawn_adder_with_own_environment); }
int executed_by_spawn_without_descriptors_beside() { return beside(spawn_adder_without_descriptors); }

int executed_twice() {
  const SharedFile file;
  const pid_t one = fork_adder(), other = spawn_adder_simply();
  reap(one);
  reap(other);
  return 0;
}

int executed_by_the_first_process() {
  SharedFile file;
  UnseenOrder order;  // so that the family has not ended before
  forked([&] {
    file.number() += 3;  // RACE executed
    order.done(1);
  });
  order.wait_for(1);
  execute_adder();
}

int executed_in_turn() { return in_turn(fork_adder); }
int executed_by_spawn_in_turn() { return in_turn(spawn_adder_simply); }
int executed_by_spawn_without_descriptors_in_turn() { return in_turn(spawn_adder_without_descriptors); }

int executed_by_the_first_process_in_turn() {
  SharedFile file;
  reap(forked([&] { file.number() += 3; }));
  execute_adder();
}

// A shell stands between them, and nobody tells the family of its children: they are no part of it, and no false alarm.
int executed_by_a_shell() {
  SharedFile file;
  file.number() += 3;
  must(system("/proc/$PPID/exe adder") == 0);
  file.number() += 3;
  return file.number() == 7 ? 0 : 1;
}

constexpr Program kPrograms[] = {
    {"adder", adder},
    {"executed_beside", executed_beside},
    {"executed_with_own_environment_beside", executed_with_own_environment_beside},
    {"executed_by_execle_beside", executed_by_execle_beside},
    {"executed_by_execvpe_beside", executed_by_execvpe_beside},
    {"executed_by_spawn_beside", executed_by_spawn_beside},
    {"executed_by_spawn_with_own_environment_beside", executed_by_spawn_with_own_environment_beside},
    {"executed_by_spawn_without_descriptors_beside", executed_by_spawn_without_descriptors_beside},
    {"executed_twice", executed_twice},
    {"executed_by_the_first_process", executed_by_the_first_process},
    {"executed_in_turn", executed_in_turn},
    {"executed_by_spawn_in_turn", executed_by_spawn_in_turn},
    {"executed_by_spawn_without_descriptors_in_turn", executed_by_spawn_without_descriptors_in_turn},
    {"executed_by_the_first_process_in_turn", executed_by_the_first_process_in_turn},
    {"executed_by_a_shell", executed_by_a_shell},
};

}  // namespace

std::span<const Program> foreign_exec_programs() { return kPrograms; }

}  // namespace programs
