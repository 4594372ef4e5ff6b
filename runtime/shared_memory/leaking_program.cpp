// A program for resource_tracker_test: a family of its own, with shared memory that nobody ends.
//
//   wait     makes a segment, and a child that makes another; then both wait for their death
//   leave    leaves a segment behind, and returns from main
//   end      ends its segment as it should
//
// It prints the number of its tracker's process and the names.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <string_view>

#include "runtime/channel/queue.h"
#include "runtime/process/process.h"
#include "runtime/shared_memory/shared_memory.h"
#include "runtime/shared_memory/tracker_for_test.h"

namespace {

/// Never destroyed.
const std::string& leak() { return (new mp::SharedMemory(mp::SharedMemory::create(4096)))->name(); }

void wait_for_death() {
  for (;;) ::pause();
}

void say(const std::string& names) {
  fmt::print("{} {}\n", mp::test::tracker(), names);
  std::fflush(stdout);
}

void wait() {
  mp::Queue<std::string> names;
  const std::string own = leak();
  mp::Process child([&] {
    const mp::SharedMemory parents = mp::SharedMemory::open(own);
    names.put(leak());
    wait_for_death();
  });
  child.start();
  say(own + " " + names.get());
  wait_for_death();
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view ending = argc > 1 ? argv[1] : "";
  if (ending == "wait") wait();
  if (ending == "leave") say(leak());
  if (ending == "end") say(mp::SharedMemory::create(4096).name());
}
