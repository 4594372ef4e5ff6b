// Order by atomic operations on shared memory, and the lack of it.
#include <sched.h>

#include <atomic>

#include "runtime/mp.h"
#include "tests/sanitizer/programs.h"
#include "tests/sanitizer/unseen_order.h"

namespace programs {
namespace {

void wait_until_set(mp::Value<int>& flag, std::memory_order order) {
  while (std::atomic_ref(flag.value).load(order) == 0) sched_yield();
}

int flag(std::memory_order store_order, std::memory_order load_order) {
  mp::Value<int> data(0);
  mp::Value<int> flag(0);
  mp::Process writer([&] {
    data.value = 5;  // RACE relaxed
    std::atomic_ref(flag.value).store(1, store_order);
  });
  writer.start();
  wait_until_set(flag, load_order);
  const int seen = data.value;  // RACE relaxed
  writer.join();
  return seen == 5 ? 0 : 3;
}

int release_flag() { return flag(std::memory_order_release, std::memory_order_acquire); }
int relaxed_store() { return flag(std::memory_order_relaxed, std::memory_order_acquire); }
int relaxed_load() { return flag(std::memory_order_release, std::memory_order_relaxed); }

// The same with the order in a fence, on either side; `store` and `load` do the flag's part.
template <class Store, class Load>
int fenced_flag(Store store, Load load) {
  mp::Value<int> data(0);
  mp::Value<int> flag(0);
  mp::Process writer([&] {
    data.value = 5;
    store(std::atomic_ref(flag.value));
  });
  writer.start();
  load(std::atomic_ref(flag.value));
  const int seen = data.value;
  writer.join();
  return seen == 5 ? 0 : 3;
}

void store_behind_fence(std::atomic_ref<int> flag) {
  std::atomic_thread_fence(std::memory_order_release);
  flag.store(1, std::memory_order_relaxed);
}
void add_behind_full_fence(std::atomic_ref<int> flag) {
  __sync_synchronize();
  flag.fetch_add(1, std::memory_order_relaxed);
}
void load_before_fence(std::atomic_ref<int> flag) {
  while (flag.load(std::memory_order_relaxed) == 0) sched_yield();
  std::atomic_thread_fence(std::memory_order_acquire);
}
void add_before_full_fence(std::atomic_ref<int> flag) {
  while (flag.fetch_add(0, std::memory_order_relaxed) == 0) sched_yield();
  std::atomic_thread_fence(std::memory_order_seq_cst);
}
void store_with_release(std::atomic_ref<int> flag) { flag.store(1, std::memory_order_release); }
void load_with_acquire(std::atomic_ref<int> flag) {
  while (flag.load(std::memory_order_acquire) == 0) sched_yield();
}

int fences() { return fenced_flag(store_behind_fence, load_before_fence); }
int full_fences() { return fenced_flag(add_behind_full_fence, add_before_full_fence); }
int release_fence() { return fenced_flag(store_behind_fence, load_with_acquire); }
int acquire_fence() { return fenced_flag(store_with_release, load_before_fence); }

// What is published at a word between its read and the fence is not taken.
int fence_behind_another_value() {
  mp::Value<int> data(0);
  mp::Value<int> flag(0);
  UnseenOrder order;
  mp::Process writer([&] {
    order.wait_for(1);
    data.value = 5;  // RACE fence_behind_another_value
    store_with_release(std::atomic_ref(flag.value));
    order.done(2);
  });
  writer.start();
  std::atomic_ref(flag.value).load(std::memory_order_relaxed);
  order.done(1);
  order.wait_for(2);
  std::atomic_thread_fence(std::memory_order_acquire);
  data.value += 1;  // RACE fence_behind_another_value
  writer.join();
  return 0;
}

// What is done between the fence and the store is not published.
int fence_too_early() {
  mp::Value<int> data(0);
  mp::Value<int> flag(0);
  mp::Process writer([&] {
    std::atomic_thread_fence(std::memory_order_release);
    data.value = 5;  // RACE fence_too_early
    std::atomic_ref(flag.value).store(1, std::memory_order_relaxed);
  });
  writer.start();
  wait_until_set(flag, std::memory_order_acquire);
  const int seen = data.value;  // RACE fence_too_early
  writer.join();
  return seen == 5 ? 0 : 3;
}

// The fence stands before the load that finds the flag.
int fence_before_the_load() {
  mp::Value<int> data(0);
  mp::Value<int> flag(0);
  mp::Process writer([&] {
    data.value = 5;  // RACE fence_before_the_load
    std::atomic_ref(flag.value).store(1, std::memory_order_release);
  });
  writer.start();
  std::atomic_thread_fence(std::memory_order_acquire);
  wait_until_set(flag, std::memory_order_relaxed);
  const int seen = data.value;  // RACE fence_before_the_load
  writer.join();
  return seen == 5 ? 0 : 3;
}

// Who only stores there has read nothing that a fence could take.
int fence_behind_a_store() {
  mp::Value<int> data(0);
  mp::Value<int> flag(0);
  mp::Process writer([&] {
    data.value = 5;  // RACE fence_behind_a_store
    std::atomic_ref(flag.value).store(1, std::memory_order_release);
  });
  writer.start();
  std::atomic_ref(flag.value).store(2, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_acquire);
  data.value += 1;  // RACE fence_behind_a_store
  writer.join();
  return 0;
}

int atomic_counter() {
  mp::Value<long> count(0);
  const auto add = [&count] {
    for (int i = 0; i < 1000; ++i) std::atomic_ref(count.value).fetch_add(1, std::memory_order_relaxed);
  };
  mp::Process p1(add);
  mp::Process p2(add);
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  return count.value == 2000 ? 0 : 3;
}

int atomic_and_plain() {
  mp::Value<int> v(0);
  mp::Process child([&v] { std::atomic_ref(v.value).fetch_add(1); });  // RACE atomic_and_plain
  child.start();
  v.value = 3;  // RACE atomic_and_plain
  child.join();
  return 0;
}

// A lock of the program's own: exchange and compare-exchange acquire, a store releases.
int spin_lock() {
  mp::Value<char> word(0);
  mp::Value<int> count(0);
  const auto add = [&] {
    const std::atomic_ref lock(word.value);
    for (int i = 0; i < 500; ++i) {
      char expected = 0;
      while (!lock.compare_exchange_weak(expected, 1, std::memory_order_acquire)) {
        expected = 0;
        sched_yield();
      }
      count.value += 1;
      lock.store(0, std::memory_order_release);
    }
  };
  mp::Process p1(add);
  mp::Process p2(add);
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  return count.value == 1000 ? 0 : 3;
}

// An exchange that fails has read what another process published, and acquires it by its order for failures.
int failed_exchange() {
  mp::Value<int> data(0);
  mp::Value<int> flag(0);
  mp::Process writer([&] {
    data.value = 1;
    std::atomic_ref(flag.value).store(1, std::memory_order_release);
  });
  mp::Process reader([&] {
    int expected = 0;
    while (
        std::atomic_ref(flag.value).compare_exchange_strong(expected, 0, std::memory_order_release, std::memory_order_acquire)) {
      expected = 0;
      sched_yield();
    }
    if (data.value != 1) mp::exit(3);
  });
  writer.start();
  reader.start();
  writer.join();
  reader.join();
  return *reader.exitcode();
}

constexpr Program kPrograms[] = {
    {"failed_exchange", failed_exchange},
    {"release_flag", release_flag},
    {"fences", fences},
    {"full_fences", full_fences},
    {"release_fence", release_fence},
    {"acquire_fence", acquire_fence},
    {"fence_behind_another_value", fence_behind_another_value},
    {"fence_too_early", fence_too_early},
    {"fence_before_the_load", fence_before_the_load},
    {"fence_behind_a_store", fence_behind_a_store},
    {"relaxed_store", relaxed_store},
    {"relaxed_load", relaxed_load},
    {"atomic_counter", atomic_counter},
    {"atomic_and_plain", atomic_and_plain},
    {"spin_lock", spin_lock},
};

}  // namespace

std::span<const Program> atomic_programs() { return kPrograms; }

}  // namespace programs
