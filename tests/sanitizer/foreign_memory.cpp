#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tests/sanitizer/foreign_programs.h"
#include "tests/sanitizer/forked.h"
#include "tests/sanitizer/unseen_order.h"

namespace programs {
namespace {

/// Mapped by each process for itself, after the fork.
int& mapped_here(int file) {
  void* const memory = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory == MAP_FAILED) abort();
  return *static_cast<int*>(memory);
}

int shared_file() {
  char name[64];
  const int file = new_shared_memory(name, 4096);
  shm_unlink(name);
  return file;
}

int mapped_by_each() {
  const int file = shared_file();
  return in_two([&] { mapped_here(file) += 1; },   // RACE mapped_by_each
                [&] { mapped_here(file) += 3; });  // RACE mapped_by_each
}

int mapped_by_each_in_turn() {
  const int file = shared_file();
  reap(forked([&] { mapped_here(file) += 1; }));
  reap(forked([&] { mapped_here(file) += 3; }));
  return mapped_here(file) == 4 ? 0 : 1;
}

int mapped_again() {
  for (int i = 0; i < 20; ++i) {
    int& number = mapped<int>();
    reap(forked([&] { number = i; }));
    if (number != i) return 1;
    munmap(&number, sizeof number);
  }
  return 0;
}

int forked_in_turn() {
  int& number = mapped<int>();
  number = 1;
  const pid_t child = forked([&] {
    number += 1;
    const pid_t grandchild = forked([&] { number += 1; });
    int status = 0;
    if (wait(&status) != grandchild) abort();
    number += 1;
  });
  siginfo_t end;
  if (waitid(P_PID, static_cast<id_t>(child), &end, WEXITED) != 0) abort();
  if (wait4(forked([&] { number += 1; }), nullptr, 0, nullptr) < 0) abort();
  return number == 5 ? 0 : 1;
}

int not_waited_for() {
  int& number = mapped<int>();
  UnseenOrder order;
  const pid_t child = forked([&] {
    number = 1;  // RACE not_waited_for
    order.done(1);
  });
  order.wait_for(1);
  number += 1;  // RACE not_waited_for
  reap(child);
  return 0;
}

int waited_for_its_end_only() {
  int& number = mapped<int>();
  UnseenOrder order;
  const pid_t child = forked([&] {
    number = 1;  // RACE waited_for_its_end_only
    order.done(1);
    pause();
  });
  order.wait_for(1);
  if (waitpid(child, nullptr, WNOHANG) != 0) abort();
  number += 1;  // RACE waited_for_its_end_only
  kill(child, SIGKILL);
  reap(child);
  number += 1;
  return 0;
}

int private_memory() {
  static int copied = 0;
  int* const mapping = static_cast<int*>(mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  const auto add = [&] {
    copied += 1;
    *mapping += 1;
  };
  in_two(add, add);
  return copied + *mapping;  // the parent has its own, which nobody has changed
}

struct Block {
  char bytes[512];
};

// The accesses are the last that the functions do.
[[gnu::noinline]] void fill(Block& block) { memset(&block, 1, sizeof block); }             // RACE filled_last
[[gnu::noinline]] void raise(int& flag) { __atomic_store_n(&flag, 1, __ATOMIC_RELAXED); }  // RACE atomic_last

int filled_last() {
  Block& block = mapped<Block>();
  const auto fill_it = [&] { fill(block); };
  return in_two(fill_it, fill_it);
}

int atomic_last() {
  int& flag = mapped<int>();
  return in_two([&] { raise(flag); }, [&] { flag += 1; });  // RACE atomic_last
}

// Address space is all that it takes.
int mapped_too_much() {
  constexpr std::size_t kTooMuch = std::size_t{9} << 30;
  for (int i = 0; i < 2; ++i) {
    void* const mapping = mmap(nullptr, kTooMuch, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    must(mapping != MAP_FAILED);
    const auto add = [&] { *static_cast<int*>(mapping) += 1; };
    in_two(add, add);
    munmap(mapping, kTooMuch);
  }
  return 0;
}

constexpr Program kPrograms[] = {
    {"mapped_too_much", mapped_too_much},
    {"filled_last", filled_last},
    {"atomic_last", atomic_last},
    {"mapped_by_each", mapped_by_each},
    {"mapped_by_each_in_turn", mapped_by_each_in_turn},
    {"mapped_again", mapped_again},
    {"forked_in_turn", forked_in_turn},
    {"not_waited_for", not_waited_for},
    {"waited_for_its_end_only", waited_for_its_end_only},
    {"private_memory", private_memory},
};

}  // namespace

std::span<const Program> foreign_memory_programs() { return kPrograms; }

}  // namespace programs
