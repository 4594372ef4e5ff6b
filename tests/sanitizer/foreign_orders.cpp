// Orders of a program's own making: by atomics of 16 bytes, and by what it tells ThreadSanitizer.
#include <sched.h>

#include <atomic>

#include "tests/sanitizer/foreign_programs.h"
#include "tests/sanitizer/forked.h"

extern "C" {
void __tsan_acquire(void* address);
void __tsan_release(void* address);
}

namespace programs {
namespace {

struct Wide {
  unsigned __int128 flag;
  int number;
};

int hand_over_by_wide_flag(int store_order, int load_order) {
  Wide& shared = mapped<Wide>();
  return in_two(
      [&] {
        shared.number = 1;  // RACE wide_flag_relaxed
        __atomic_fetch_add(&shared.flag, 1, store_order);
      },
      [&] {
        while (__atomic_load_n(&shared.flag, load_order) == 0) sched_yield();
        shared.number += 1;  // RACE wide_flag_relaxed
      });
}

int wide_flag() { return hand_over_by_wide_flag(__ATOMIC_RELEASE, __ATOMIC_ACQUIRE); }
int wide_flag_relaxed() { return hand_over_by_wide_flag(__ATOMIC_RELAXED, __ATOMIC_RELAXED); }

struct Told {
  std::atomic<int> flag;
  int number;

  // Order that is none for who looks at the program: it has to be told.
  void raise() {
    __tsan_release(&flag);
    flag.store(1, std::memory_order_relaxed);
  }
  void wait() {
    while (flag.load(std::memory_order_relaxed) == 0) sched_yield();
    __tsan_acquire(&flag);
  }
};

int order_that_is_told() {
  Told& shared = mapped<Told>();
  return in_two(
      [&] {
        shared.number = 1;
        shared.raise();
      },
      [&] {
        shared.wait();
        shared.number += 1;
      });
}

int told_too_early() {
  Told& shared = mapped<Told>();
  return in_two(
      [&] {
        shared.raise();
        shared.number = 1;  // RACE told_too_early
      },
      [&] {
        shared.wait();
        shared.number += 1;  // RACE told_too_early
      });
}

constexpr Program kPrograms[] = {
    {"wide_flag", wide_flag},
    {"wide_flag_relaxed", wide_flag_relaxed},
    {"order_that_is_told", order_that_is_told},
    {"told_too_early", told_too_early},
};

}  // namespace

std::span<const Program> foreign_order_programs() { return kPrograms; }

}  // namespace programs
