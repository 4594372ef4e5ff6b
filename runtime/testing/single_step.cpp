#include "runtime/testing/single_step.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <x86intrin.h>

#include <algorithm>
#include <cstdio>
#include <limits>

#include "runtime/error.h"

extern "C" [[gnu::weak]] void __tsan_init();

namespace mp::test {

namespace {

constexpr unsigned long long kTrapFlag = 0x100;
constexpr unsigned kPatienceSeconds = 120;  // for a child that hangs
constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();

/// Calls `on_trap` after each instruction of `operation`.
void single_step(const std::function<void()>& operation, void (*on_trap)(int)) {
  struct sigaction trap = {}, before = {};
  trap.sa_handler = on_trap;
  MP_CHECK(sigaction(SIGTRAP, &trap, &before) == 0);
  __writeeflags(__readeflags() | kTrapFlag);
  operation();
  __writeeflags(__readeflags() & ~kTrapFlag);
  MP_CHECK(sigaction(SIGTRAP, &before, nullptr) == 0);
}

/// Instructions of the child so far, where its parent sees them after its death.
volatile std::size_t* instructions = nullptr;
volatile std::size_t place_of_death = kNever;

void die_in_place(int) {
  *instructions = *instructions + 1;
  if (*instructions == place_of_death) syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
}

/// Returns whether the child died before the operation was over.
bool dies_at(std::size_t place, const DeadlyOperation& deadly) {
  deadly.prepare();
  *instructions = 0;
  place_of_death = place;
  std::fflush(nullptr);
  const pid_t child = fork();
  MP_CHECK(child >= 0);
  if (child == 0) {
    alarm(kPatienceSeconds);
    single_step(deadly.operation, die_in_place);
    _exit(0);
  }
  int status = 0;
  MP_CHECK(waitpid(child, &status, 0) == child);
  const bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  MP_CHECK(killed || (WIFEXITED(status) && WEXITSTATUS(status) == 0));
  deadly.check();
  return killed;
}

const std::function<void()>* current_look = nullptr;
std::size_t looks = 0;

}  // namespace

Deaths kill_along(const DeadlyOperation& deadly) {
  void* page = mmap(nullptr, sizeof(std::size_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  MP_CHECK(page != MAP_FAILED);
  instructions = static_cast<std::size_t*>(page);
  Deaths deaths;
  MP_CHECK(!dies_at(kNever, deadly));
  deaths.instructions = *instructions;
  const std::size_t stride = std::max<std::size_t>(1, deaths.instructions * deaths.instructions / 2 / kTrapBudget);
  for (std::size_t place = stride; dies_at(place, deadly); place += stride) ++deaths.places;
  munmap(page, sizeof(std::size_t));
  return deaths;
}

std::size_t look_after_every_instruction(const std::function<void()>& operation, const std::function<void()>& look) {
  current_look = &look;
  looks = 0;
  single_step(operation, [](int) {
    ++looks;
    (*current_look)();
  });
  return looks;
}

bool can_single_step() noexcept { return __tsan_init == nullptr; }

}  // namespace mp::test
