// Orders in which processes take two locks, one process after the other, so that nobody ever waits.
#include <mutex>
#include <optional>

#include "runtime/mp.h"
#include "tests/sanitizer/programs.h"

namespace programs {
namespace {

template <class First, class Second>
int in_turn(First first, Second second) {
  mp::Process p1(first), p2(second);
  p1.start();
  p1.join();
  p2.start();
  p2.join();
  return 0;
}

int orders_inverted() {
  mp::Lock first, second;
  return in_turn(
      [&] {
        const std::lock_guard one(first);
        const std::lock_guard other(second);  // ORDER orders_inverted
      },
      [&] {
        const std::lock_guard other(second);
        first.acquire();  // ORDER orders_inverted
        first.release();
      });
}

int orders_of_three() {
  mp::Lock forks[3];
  const auto dine = [&forks](int place) {
    mp::Process philosopher([&forks, place] {
      const std::lock_guard left(forks[place]);
      const std::lock_guard right(forks[(place + 1) % 3]);  // ORDER orders_of_three
    });
    philosopher.start();
    philosopher.join();
  };
  for (int place = 0; place < 3; ++place) dine(place);
  return 0;
}

int orders_alike() {
  mp::Lock first, second;
  const auto both = [&] {
    const std::lock_guard one(first);
    const std::lock_guard other(second);
  };
  return in_turn(both, both);
}

int orders_behind_a_gate() {
  mp::Lock gate, first, second;
  return in_turn(
      [&] {
        const std::lock_guard inside(gate);
        const std::lock_guard one(first);
        const std::lock_guard other(second);
      },
      [&] {
        const std::lock_guard inside(gate);
        const std::lock_guard other(second);
        const std::lock_guard one(first);
      });
}

// std::scoped_lock takes one, tries the other, and lets go of all where it does not get it.
int orders_by_trying() {
  mp::Lock first, second;
  return in_turn([&] { const std::scoped_lock both(first, second); }, [&] { const std::scoped_lock both(second, first); });
}

int orders_of_one_process() {
  mp::RLock first, second;
  {
    const std::lock_guard one(first);
    const std::lock_guard other(second);
    const std::lock_guard again(first);
  }
  const std::lock_guard other(second);
  const std::lock_guard one(first);
  return 0;
}

// A lock ends, and the next one has its memory: that it is another one is known.
int orders_of_other_locks() {
  mp::Lock kept;
  std::optional<mp::Lock> passing;
  for (const bool kept_first : {true, false}) {
    passing.emplace();
    mp::Process process([&, kept_first] {
      mp::Lock &one = kept_first ? kept : *passing, &other = kept_first ? *passing : kept;
      const std::lock_guard outer(one);
      const std::lock_guard inner(other);
    });
    process.start();
    process.join();
    passing.reset();
  }
  return 0;
}

constexpr Program kPrograms[] = {
    {"orders_inverted", orders_inverted},
    {"orders_of_three", orders_of_three},
    {"orders_alike", orders_alike},
    {"orders_behind_a_gate", orders_behind_a_gate},
    {"orders_by_trying", orders_by_trying},
    {"orders_of_one_process", orders_of_one_process},
    {"orders_of_other_locks", orders_of_other_locks},
};

}  // namespace

std::span<const Program> lock_order_programs() { return kPrograms; }

}  // namespace programs
