// Processes that wait for each other's locks: without us they hang.
#include <chrono>
#include <mutex>
#include <vector>

#include "runtime/mp.h"
#include "tests/sanitizer/programs.h"
#include "tests/sanitizer/unseen_order.h"

namespace programs {
namespace {

// Each has taken one lock before either asks for its second.
int deadlock_of_two() {
  mp::Lock first, second;
  UnseenOrder has_first, has_second;
  mp::Process one([&, has_first, has_second]() mutable {
    const std::lock_guard guard(first);
    has_first.done(1);
    has_second.wait_for(1);
    second.acquire();  // WAITS deadlock_of_two
    second.release();
  });
  mp::Process other([&, has_first, has_second]() mutable {
    const std::lock_guard guard(second);
    has_second.done(1);
    has_first.wait_for(1);
    first.acquire();  // WAITS deadlock_of_two
    first.release();
  });
  one.start();
  other.start();
  one.join();
  other.join();
  return one.exitcode() == other.exitcode() ? 0 : 3;
}

int deadlock_of_three() {
  mp::Lock forks[3];
  UnseenOrder has[3];
  const auto dine = [&](int place, UnseenOrder mine, const UnseenOrder& next) {
    const std::lock_guard left(forks[place]);
    mine.done(1);
    next.wait_for(1);
    const std::lock_guard right(forks[(place + 1) % 3]);  // WAITS deadlock_of_three
  };
  std::vector<mp::Process> philosophers;
  for (int place = 0; place < 3; ++place)
    philosophers.emplace_back([&, place] { dine(place, has[place], has[(place + 1) % 3]); });
  for (mp::Process& philosopher : philosophers) philosopher.start();
  for (mp::Process& philosopher : philosophers) philosopher.join();
  return 0;
}

// What looks like one: the second wait has a limit, and gives up.
int nearly_a_deadlock() {
  mp::Lock first, second;
  UnseenOrder has_first, has_second;
  mp::Process one([&, has_first, has_second]() mutable {
    const std::lock_guard guard(first);
    has_first.done(1);
    has_second.wait_for(1);
    const std::lock_guard both(second);
  });
  mp::Process other([&, has_first, has_second]() mutable {
    const std::lock_guard guard(second);
    has_second.done(1);
    has_first.wait_for(1);
    if (first.acquire_for(std::chrono::milliseconds(200))) first.release();
  });
  one.start();
  other.start();
  one.join();
  other.join();
  return one.exitcode() == 0 && other.exitcode() == 0 ? 0 : 3;
}

constexpr Program kPrograms[] = {
    {"deadlock_of_two", deadlock_of_two},
    {"deadlock_of_three", deadlock_of_three},
    {"nearly_a_deadlock", nearly_a_deadlock},
};

}  // namespace

std::span<const Program> deadlock_programs() { return kPrograms; }

}  // namespace programs
