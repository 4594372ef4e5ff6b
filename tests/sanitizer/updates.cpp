// Updates of one value by several processes: without a lock, with half a lock, with a lock.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

#include "runtime/mp.h"
#include "tests/sanitizer/programs.h"
#include "tests/sanitizer/unseen_order.h"

namespace programs {
namespace {

using std::chrono::milliseconds;

constexpr int kRounds = 5;
constexpr int kRight = kRounds * (1 + 3);

void add(mp::Value<int>& v, int num) {
  for (int i = 0; i < kRounds; ++i) {
    std::this_thread::sleep_for(milliseconds(1));
    v.value += num;  // RACE unguarded
  }
}

int unguarded() {
  mp::Value<int> v(0);
  mp::Process p1(add, v, 1);
  mp::Process p2(add, v, 3);
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  fmt::print("{}\n", v.value);
  return 0;
}

void add_in_turn(mp::Value<int>& v, int num, UnseenOrder order, int first) {
  for (int i = 0; i < kRounds; ++i) {
    order.wait_for(2 * i + first);
    v.value += num;  // RACE lucky
    order.done(2 * i + first + 1);
  }
}

// No update is lost, whatever the machine does; the race is there all the same.
int lucky() {
  mp::Value<int> v(0);
  const UnseenOrder order;
  mp::Process p1([&v, order] { add_in_turn(v, 1, order, 0); });
  mp::Process p2([&v, order] { add_in_turn(v, 3, order, 1); });
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  fmt::print("{}\n", v.value);
  return v.value == kRight ? 0 : 1;
}

void add_locked(mp::Value<int>& v, int num, mp::Lock& lock) {
  for (int i = 0; i < kRounds; ++i) {
    const std::lock_guard guard(lock);
    v.value += num;
  }
}

int locked() {
  mp::Value<int> v(0);
  mp::Lock lock;
  mp::Process p1(add_locked, v, 1, lock);
  mp::Process p2(add_locked, v, 3, lock);
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  fmt::print("{}\n", v.value);
  return v.value == kRight ? 0 : 1;
}

void add_with_own_lock(mp::Value<int>& v, int num) {
  for (int i = 0; i < kRounds; ++i) {
    const std::lock_guard guard(v.get_lock());
    v.value += num;
  }
}

int locked_by_the_value() {
  mp::Value<int> v(0);
  mp::Process p1(add_with_own_lock, v, 1);
  mp::Process p2(add_with_own_lock, v, 3);
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  return v.value == kRight ? 0 : 1;
}

void write_locked(mp::Value<int>& v, mp::Lock& lock) {
  const std::lock_guard guard(lock);
  v.value = 7;  // RACE half_locked
}

int half_locked() {
  mp::Value<int> v(0);
  mp::Lock lock;
  mp::Process writer(write_locked, v, lock);
  writer.start();
  const int seen = v.value;  // RACE half_locked
  writer.join();
  return seen == 0 || seen == 7 ? 0 : 1;
}

int different_locks() {
  mp::Value<int> v(0);
  mp::Lock one;
  mp::Lock other;
  mp::Process p1(add_locked, v, 1, one);
  mp::Process p2(add_locked, v, 3, other);
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  return 0;
}

// Two races in one function of the library, called from two lines.
int through_one_function() {
  mp::Array<int> a(8);
  mp::Array<int> b(8);
  const auto sort_both = [&] {
    std::sort(a.begin(), a.end());  // RACE through_one_function
    std::sort(b.begin(), b.end());  // RACE through_one_function
  };
  mp::Process p1(sort_both);
  mp::Process p2(sort_both);
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  return 0;
}

// One process has done its part before the other does, and nothing but luck made it so.
int far_apart() {
  mp::Value<int> v(0);
  UnseenOrder order;
  mp::Process early([&v, order]() mutable {
    v.value = 1;  // RACE far_apart
    order.done(1);
  });
  mp::Process late([&v, order] {
    order.wait_for(1);
    v.value = 2;  // RACE far_apart
  });
  early.start();
  late.start();
  early.join();
  late.join();
  return v.value == 2 ? 0 : 1;
}

int readers() {
  mp::Value<int> v(42);
  mp::Array<int> table{1, 2, 3, 4};
  std::vector<mp::Process> processes;
  for (int i = 0; i < 8; ++i) {
    processes.emplace_back([&] { mp::exit(v.value + table[2] == 45 ? 0 : 1); });
  }
  for (mp::Process& process : processes) process.start();
  int wrong = 0;
  for (mp::Process& process : processes) {
    process.join();
    wrong += process.exitcode() != 0;
  }
  return wrong;
}

int grandchild() {
  mp::Value<int> v(0);
  mp::Process child([&v] {
    mp::Process grandchild([&v] { v.value = 1; });  // RACE grandchild
    grandchild.start();
    grandchild.join();
  });
  child.start();
  v.value = 2;  // RACE grandchild
  child.join();
  return 0;
}

constexpr Program kPrograms[] = {
    {"through_one_function", through_one_function},
    {"unguarded", unguarded},
    {"lucky", lucky},
    {"locked", locked},
    {"locked_by_the_value", locked_by_the_value},
    {"half_locked", half_locked},
    {"different_locks", different_locks},
    {"far_apart", far_apart},
    {"readers", readers},
    {"grandchild", grandchild},
};

}  // namespace

std::span<const Program> update_programs() { return kPrograms; }

}  // namespace programs
