// Threads and processes together: thread races stay ThreadSanitizer's, and order through other processes is order.
#include <fmt/core.h>

#include <csignal>
#include <mutex>
#include <thread>

#include "runtime/mp.h"
#include "tests/sanitizer/programs.h"
#include "tests/sanitizer/unseen_order.h"

namespace programs {
namespace {

constexpr int kChildsCode = 7;

int g_private = 0;

void increment() {
  for (int i = 0; i < 100; ++i) g_private += 1;  // RACE thread_race_in_child
}

// Prints the child's exit code, which is its own affair; the main process ends with the sanitizer's.
int thread_race_in_child() {
  mp::Process child([] {
    std::thread one(increment);
    std::thread two(increment);
    one.join();
    two.join();
  });
  child.start();
  child.join();
  fmt::print("{}\n", child.exitcode().value_or(-1));
  return 0;
}

int process_race_in_child() {
  mp::Value<int> v(0);
  mp::Process child([&v] {
    v.value = 1;  // RACE process_race_in_child
    mp::exit(kChildsCode);
  });
  child.start();
  v.value = 2;  // RACE process_race_in_child
  child.join();
  fmt::print("{}\n", child.exitcode().value_or(-1));
  return 0;
}

// Prints the child's exit code, which tells of the signal.
int crash_in_child() {
  mp::Process child([] { raise(SIGSEGV); });
  child.start();
  child.join();
  fmt::print("{}\n", child.exitcode().value_or(0));
  return 0;
}

// Thread, queue, another process, queue, another thread: ThreadSanitizer alone sees no order here and reports g_private.
int hand_over_through_a_process() {
  mp::Queue<int> there;
  mp::Queue<int> back;
  mp::Process echo([&] { back.put(there.get()); });
  echo.start();
  int seen = 0;
  std::thread writer([&] {
    g_private = 5;
    there.put(1);
  });
  std::thread reader([&] {
    back.get();
    seen = g_private;
  });
  writer.join();
  reader.join();
  echo.join();
  return seen == 5 ? 0 : 3;
}

// Two threads of one process find a race with the other process each; that the sanitizer writes its reports and tables in
// both of them is no race to ThreadSanitizer.
int reports_in_two_threads() {
  mp::Array<int> cells(64);
  UnseenOrder order;
  mp::Process child([&cells, order]() mutable {
    for (int& cell : cells) cell = 1;  // RACE reports_in_two_threads
    order.done(1);
  });
  child.start();
  order.wait_for(1);
  std::thread one([&] { cells[0] += 1; });   // RACE reports_in_two_threads
  std::thread two([&] { cells[40] += 2; });  // RACE reports_in_two_threads
  one.join();
  two.join();
  child.join();
  return 0;
}

// Threads in every process, a lock of the process's own and one of the family's.
int threads_and_locks() {
  mp::Value<int> total(0);
  const auto work = [&total] {
    std::mutex mutex;
    int own = 0;
    const auto add = [&] {
      for (int i = 0; i < 50; ++i) {
        {
          const std::lock_guard guard(mutex);
          own += 1;
        }
        const std::lock_guard guard(total.get_lock());
        total.value += 1;
      }
    };
    std::thread one(add);
    std::thread two(add);
    one.join();
    two.join();
    mp::exit(own == 100 ? 0 : 1);
  };
  mp::Process p1(work);
  mp::Process p2(work);
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  return p1.exitcode() == 0 && p2.exitcode() == 0 && total.value == 200 ? 0 : 3;
}

constexpr Program kPrograms[] = {
    {"thread_race_in_child", thread_race_in_child},
    {"process_race_in_child", process_race_in_child},
    {"crash_in_child", crash_in_child},
    {"hand_over_through_a_process", hand_over_through_a_process},
    {"reports_in_two_threads", reports_in_two_threads},
    {"threads_and_locks", threads_and_locks},
};

}  // namespace

std::span<const Program> thread_programs() { return kPrograms; }

}  // namespace programs
