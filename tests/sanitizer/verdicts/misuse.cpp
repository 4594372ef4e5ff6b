// Objects that are used after their end, and locks and threads that are used in other ways than theirs.
#include <pthread.h>

#include <cstring>
#include <memory>
#include <mutex>
#include <new>
#include <thread>

#include "tests/sanitizer/verdicts/programs.h"

namespace verdicts {
namespace {

using programs::UnseenOrder;

struct Base {
  virtual ~Base() { __asm__ volatile("" : : "r"(this) : "memory"); }  // the compiler keeps what the object is by then
  virtual void step() {}
};
struct Derived : Base {
  void step() override {}
};

void virtual_call() {
  Base* volatile object = new (shared<Text>().data()) Derived;
  one_after_the_other([&] { object->step(); }, [&] { object->~Base(); });
}

void used_after_free() {
  int* const number = new int(0);
  one_after_the_other([=] { delete number; }, [=] { ++*number; });
}

void locks_in_turn() {
  std::mutex& one = shared<std::mutex>();
  std::mutex& other = shared<std::mutex>();
  twice([&] {
    const std::lock_guard first(one);
    const std::lock_guard second(other);
  });
}

void locks_the_other_way_round() {
  std::mutex& one = shared<std::mutex>();
  std::mutex& other = shared<std::mutex>();
  const auto lock_both = [](std::mutex& first, std::mutex& second) {
    const std::lock_guard a(first);
    const std::lock_guard b(second);
  };
  one_after_the_other([&] { lock_both(one, other); }, [&] { lock_both(other, one); });
}

void unlocked_twice() {
  pthread_mutex_t& lock = shared<pthread_mutex_t>();
  pthread_mutex_init(&lock, nullptr);
  pthread_mutex_lock(&lock);
  pthread_mutex_unlock(&lock);
  pthread_mutex_unlock(&lock);
}

void destroyed_while_locked() {
  pthread_mutex_t& lock = shared<pthread_mutex_t>();
  pthread_mutex_init(&lock, nullptr);
  pthread_mutex_lock(&lock);
  pthread_mutex_destroy(&lock);
}

void never_joined() {
  pthread_t thread;
  UnseenOrder& order = *new UnseenOrder;
  const auto run = [](void* order) -> void* {
    static_cast<UnseenOrder*>(order)->done(1);
    return nullptr;
  };
  if (pthread_create(&thread, nullptr, run, &order) != 0) std::abort();
  order.wait_for(1);
}

void counted_pointers() {
  auto number = std::make_shared<int>(0);
  std::thread one([copy = number] { static_cast<void>(copy); });
  std::thread other([copy = number] { static_cast<void>(copy); });
  number.reset();
  one.join();
  other.join();
}

constexpr Program kPrograms[] = {
    {"virtual_call", virtual_call, "data race on vptr (ctor/dtor vs virtual call)"},
    {"used_after_free", used_after_free, "heap-use-after-free"},
    {"locks_in_turn", locks_in_turn, kNothing},
    {"locks_the_other_way_round", locks_the_other_way_round, "lock-order-inversion (potential deadlock)"},
    {"unlocked_twice", unlocked_twice, "unlock of an unlocked mutex (or by a wrong thread)"},
    {"destroyed_while_locked", destroyed_while_locked, "destroy of a locked mutex"},
    {"never_joined", never_joined, "thread leak"},
    {"counted_pointers", counted_pointers, kNothing},
};

}  // namespace

std::span<const Program> misuse_programs() { return kPrograms; }

}  // namespace verdicts
