// A program for end_of_process_test: it starts a daemon and a child that nobody holds, and ends in the way that its argument
// says.

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "runtime/channel/queue.h"
#include "runtime/process/active_children.h"
#include "runtime/process/at_exit.h"
#include "runtime/process/exit.h"
#include "runtime/process/process.h"
#include "runtime/process/process_options.h"

namespace {

struct Announced {
  ~Announced() { say("static object destroyed"); }
  static void say(const char* text) {
    std::puts(text);
    std::fflush(stdout);
  }
};

bool daemon_runs() {
  for (const mp::ActiveChild& child : mp::active_children()) {
    if (child.daemon()) return true;
  }
  return false;
}

void begin(mp::Queue<int>& gate) {
  // Never destroyed, so that nobody waits for them or ends them by an object.
  static mp::Process& daemon = *new mp::Process(mp::ProcessOptions{.daemon = true}, [] {
    for (;;) ::pause();
  });
  static mp::Process& child = *new mp::Process(
      [](mp::Queue<int>& pass) {
        pass.get();
        Announced::say("child");
      },
      gate);
  daemon.start();
  child.start();
  // The child goes on when the end of this process has begun, which therefore must wait for it.
  mp::at_exit([&gate] {
    Announced::say(daemon_runs() ? "at_exit: the daemon runs, the static object lives" : "at_exit: no daemon");
    gate.put(1);
  });
  mp::at_exit(
      [] {
        Announced::say(daemon_runs() ? "a daemon at the very end" : "at the very end: no daemon, and the static object lives");
      },
      -1);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view ending = argc > 1 ? argv[1] : "";
  static const Announced object;
  static mp::Queue<int>& gate = *new mp::Queue<int>;
  begin(gate);
  if (ending == "std_exit") std::exit(3);
  if (ending == "mp_exit") mp::exit(3);
  if (ending == "kill") std::raise(SIGKILL);
  return 3;
}
