// More than the sanitizer's tables hold: it says so once, and invents nothing.
#include <vector>

#include "runtime/hooks.h"
#include "runtime/mp.h"
#include "tests/sanitizer/programs.h"

namespace programs {
namespace {

using mp::hooks::announce;
using mp::hooks::Listener;

// Processes that are never there: the sanitizer knows only what is announced.
void announce_processes(int count) {
  for (int i = 0; i < count; ++i) {
    announce(&Listener::before_fork, std::string_view("one of many"));
    announce(&Listener::after_fork_in_parent, pid_t{1'000'000'000 + i});
  }
}

// The one process too many counts as a thread of its parent: order through it still counts, and its own races are not seen.
int too_many_processes() {
  announce_processes(300);
  mp::Value<int> v(0);
  mp::Queue<int> ready;
  mp::Process child([&] {
    v.value = 1;
    ready.put(1);
  });
  child.start();
  ready.get();
  const int seen = v.value;
  v.value = 2;
  child.join();
  return seen == 1 ? 0 : 3;
}

int one_after_the_other() {
  mp::Value<int> v(0);
  for (int i = 0; i < 300; ++i) {
    mp::Process child([&v] { v.value += 1; });
    child.start();
    child.join();
  }
  return v.value == 300 ? 0 : 3;
}

// Nobody maps the memory; the sanitizer only hands out addresses.
int too_much_memory() {
  constexpr std::size_t kTooMuch = std::size_t{1} << 37;
  return announce(&Listener::place_mapping, kTooMuch) == nullptr &&
                 announce(&Listener::place_mapping, std::size_t{4096}) != nullptr
             ? 0
             : 3;
}

constexpr Program kPrograms[] = {
    {"too_many_processes", too_many_processes},
    {"one_after_the_other", one_after_the_other},
    {"too_much_memory", too_much_memory},
};

}  // namespace

std::span<const Program> crowd_programs() { return kPrograms; }

}  // namespace programs
