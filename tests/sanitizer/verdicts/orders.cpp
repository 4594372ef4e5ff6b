// What orders threads, and what does not.
#include <pthread.h>
#include <semaphore.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <future>
#include <mutex>
#include <shared_mutex>
#include <thread>

#include "tests/sanitizer/verdicts/programs.h"

namespace verdicts {
namespace {

using programs::UnseenOrder;

void counter() {
  int& number = shared<int>();
  twice([&] { ++number; });
}

void counter_locked() {
  int& number = shared<int>();
  std::mutex& lock = shared<std::mutex>();
  twice([&] {
    const std::lock_guard guard(lock);
    ++number;
  });
}

void counter_half_locked() {
  int& number = shared<int>();
  std::mutex& lock = shared<std::mutex>();
  one_after_the_other(
      [&] {
        const std::lock_guard guard(lock);
        ++number;
      },
      [&] { ++number; });
}

void counter_of_two_locks() {
  int& number = shared<int>();
  std::mutex& one = shared<std::mutex>();
  std::mutex& other = shared<std::mutex>();
  const auto step = [&](std::mutex& lock) {
    const std::lock_guard guard(lock);
    ++number;
  };
  one_after_the_other([&] { step(one); }, [&] { step(other); });
}

void hand_over(std::memory_order store, std::memory_order load) {
  int& number = shared<int>();
  std::atomic<int>& flag = shared<std::atomic<int>>();
  one_after_the_other(
      [&] {
        number = 1;
        flag.store(1, store);
      },
      [&] {
        if (flag.load(load) == 1) ++number;
      });
}
void flag() { hand_over(std::memory_order_release, std::memory_order_acquire); }
void flag_relaxed_store() { hand_over(std::memory_order_relaxed, std::memory_order_acquire); }
void flag_relaxed_load() { hand_over(std::memory_order_release, std::memory_order_relaxed); }

void flag_volatile() {
  int& number = shared<int>();
  volatile int& flag = shared<int>();
  one_after_the_other(
      [&] {
        number = 1;
        flag = 1;
      },
      [&] {
        if (flag == 1) ++number;
      });
}

void atomic_counter() {
  std::atomic<long>& number = shared<std::atomic<long>>();
  twice([&] { number.fetch_add(1, std::memory_order_relaxed); });
}

void atomic_and_plain() {
  int& number = shared<int>();
  one_after_the_other([&] { number = 1; }, [&] { __atomic_add_fetch(&number, 1, __ATOMIC_SEQ_CST); });
}

void readers_and_writer() {
  int& number = shared<int>();
  std::shared_mutex& lock = shared<std::shared_mutex>();
  one_after_the_other(
      [&] {
        const std::unique_lock guard(lock);
        ++number;
      },
      [&] {
        const std::shared_lock guard(lock);
        if (number != 1) std::abort();
      });
}

void writer_as_reader() {
  int& number = shared<int>();
  std::shared_mutex& lock = shared<std::shared_mutex>();
  twice([&] {
    const std::shared_lock guard(lock);
    ++number;
  });
}

void condition() {
  int& number = shared<int>();
  bool& ready = shared<bool>();
  std::mutex lock;
  std::condition_variable told;
  std::thread other([&] {
    std::unique_lock guard(lock);
    told.wait(guard, [&] { return ready; });
    guard.unlock();
    ++number;
  });
  number = 1;
  {
    const std::lock_guard guard(lock);
    ready = true;
  }
  told.notify_one();
  other.join();
}

void semaphore() {
  int& number = shared<int>();
  sem_t& done = shared<sem_t>();
  sem_init(&done, 0, 0);
  one_after_the_other(
      [&] {
        number = 1;
        sem_post(&done);
      },
      [&] {
        while (sem_wait(&done) != 0) continue;
        ++number;
      });
}

void semaphore_too_early() {
  int& number = shared<int>();
  sem_t& done = shared<sem_t>();
  sem_init(&done, 0, 0);
  one_after_the_other(
      [&] {
        sem_post(&done);
        number = 1;
      },
      [&] {
        while (sem_wait(&done) != 0) continue;
        ++number;
      });
}

void barrier() {
  int& number = shared<int>();
  pthread_barrier_t& both = shared<pthread_barrier_t>();
  pthread_barrier_init(&both, nullptr, 2);
  std::thread one([&] {
    ++number;
    pthread_barrier_wait(&both);
  });
  std::thread other([&] {
    pthread_barrier_wait(&both);
    ++number;
  });
  one.join();
  other.join();
}

void spin_lock() {
  int& number = shared<int>();
  pthread_spinlock_t& lock = shared<pthread_spinlock_t>();
  pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE);
  twice([&] {
    pthread_spin_lock(&lock);
    ++number;
    pthread_spin_unlock(&lock);
  });
}

void joined() {
  int& number = shared<int>();
  std::thread([&] { ++number; }).join();
  ++number;
}

void not_yet_joined() {
  int& number = shared<int>();
  UnseenOrder order;
  std::thread other([&] {
    ++number;
    order.done(1);
  });
  order.wait_for(1);
  ++number;
  other.join();
}

void once() {
  int& number = shared<int>();
  std::once_flag& flag = shared<std::once_flag>();
  twice([&] {
    std::call_once(flag, [&] { ++number; });
    if (number != 1) std::abort();
  });
}

void future() {
  int& number = shared<int>();
  std::future<void> done = std::async(std::launch::async, [&] { ++number; });
  done.get();
  ++number;
}

void pipe_between() {
  int& number = shared<int>();
  int ends[2];
  if (pipe(ends) != 0) std::abort();
  one_after_the_other(
      [&] {
        number = 1;
        if (write(ends[1], "x", 1) != 1) std::abort();
      },
      [&] {
        char byte;
        if (read(ends[0], &byte, 1) != 1) std::abort();
        ++number;
      });
}

void neighbours() {
  char* const bytes = shared<std::array<char, 8>>().data();
  one_after_the_other([=] { bytes[0] = 1; }, [=] { bytes[1] = 1; });
}

void bit_fields() {
  struct Bits {
    unsigned one : 4;
    unsigned other : 4;
  };
  Bits& bits = shared<Bits>();
  one_after_the_other([&] { bits.one = 1; }, [&] { bits.other = 1; });
}

void copied() {
  char* const text = shared<Text>().data();
  const Text other{};
  one_after_the_other([&] { memcpy(text, other.data(), other.size()); }, [&] { text[50] = 'x'; });
}

void string_copied() {
  char* const text = shared<Text>().data();
  twice([&] { strcpy(text, "some words that the compiler cannot copy by a few moves"); });
}

void printed() {
  char* const text = shared<Text>().data();
  one_after_the_other([&] { snprintf(text, 10, "%d", 1); }, [&] { text[1] = 'x'; });
}

void received() {
  char* const text = shared<Text>().data();
  int ends[2];
  if (pipe(ends) != 0 || write(ends[1], "xy", 2) != 2) std::abort();
  one_after_the_other([&] { text[0] = 'x'; },
                      [&] {
                        if (read(ends[0], text, 2) != 2) std::abort();
                      });
}

constexpr Program kPrograms[] = {
    {"counter", counter, kRace},
    {"counter_locked", counter_locked, kNothing},
    {"counter_half_locked", counter_half_locked, kRace},
    {"counter_of_two_locks", counter_of_two_locks, kRace},
    {"flag", flag, kNothing},
    {"flag_relaxed_store", flag_relaxed_store, kRace},
    {"flag_relaxed_load", flag_relaxed_load, kRace},
    {"flag_volatile", flag_volatile, kRace},
    {"atomic_counter", atomic_counter, kNothing},
    {"atomic_and_plain", atomic_and_plain, kRace},
    {"readers_and_writer", readers_and_writer, kNothing},
    {"writer_as_reader", writer_as_reader, kRace},
    {"condition", condition, kNothing},
    {"semaphore", semaphore, kNothing},
    {"semaphore_too_early", semaphore_too_early, kRace},
    {"barrier", barrier, kNothing},
    {"spin_lock", spin_lock, kNothing},
    {"joined", joined, kNothing},
    {"not_yet_joined", not_yet_joined, kRace},
    {"once", once, kNothing},
    {"future", future, kNothing},
    {"pipe_between", pipe_between, kNothing},
    {"neighbours", neighbours, kNothing},
    {"bit_fields", bit_fields, kRace},
    {"copied", copied, kRace},
    {"string_copied", string_copied, kRace},
    {"printed", printed, kRace},
    {"received", received, kRace},
};

}  // namespace

std::span<const Program> order_programs() { return kPrograms; }

}  // namespace verdicts
