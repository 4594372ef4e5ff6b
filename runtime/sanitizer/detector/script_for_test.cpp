#include "runtime/sanitizer/detector/script_for_test.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

#include "runtime/sanitizer/system/shared_for_test.h"

namespace race {
namespace {

constexpr std::size_t kWindowBytes = 1 << 20;
constexpr unsigned kVariables = 1024;

struct Found {
  std::atomic<unsigned> count;
  char last[200];
};

Found* g_found = nullptr;

std::string side(Family& family, const Access& access) {
  const ProcessRecord* const process = family.processes.who(access.sid, access.epoch, access.record);
  return std::string(access.atomic ? "atomic " : "") + (access.write ? "write by " : "read by ") +
         (process == nullptr ? "nobody" : process->name);
}

void on_race(Family& family, const Race& race) {
  const std::string text = side(family, race.later) + ", " + side(family, race.earlier);
  g_found->last[text.copy(g_found->last, sizeof g_found->last - 1)] = '\0';
  g_found->count.fetch_add(1);
}

template <class T>
bool send(int pipe, const T& value) {
  return write(pipe, &value, sizeof value) == sizeof value;
}

template <class T>
bool receive(int pipe, T& value) {
  return read(pipe, &value, sizeof value) == sizeof value;
}

}  // namespace

struct Script::Shared {
  Family family;
  Found found;
};

Script::Script() : shared_(&shared_zeroed<Shared>()), pids_(1, getpid()) {
  g_found = &shared_->found;
  shadow_ = std::make_unique<Shadow>(Shadow::map({.window_bytes = kWindowBytes, .window = 0, .cells = 0, .marks = 0}).value());
  main_detector_ = std::make_unique<Detector>(shared_->family, *shadow_, on_race, "main", getpid());
  main().create(variable(0), kVariables * kGranuleBytes);
  // Before the first fork, so that each actor can be forked by any other.
  channels_.resize(kMaxActors);
  for (Channel& channel : channels_) {
    if (pipe(channel.to_actor) != 0 || pipe(channel.from_actor) != 0) throw std::runtime_error("pipe");
  }
}

Script::~Script() {
  for (unsigned actor = 1; actor < pids_.size(); ++actor) {
    if (pids_[actor] > 0) ::kill(pids_[actor], SIGKILL);
  }
  while (waitpid(-1, nullptr, WNOHANG) > 0) {
  }
  for (const Channel& channel : channels_) {
    for (const int file : {channel.to_actor[0], channel.to_actor[1], channel.from_actor[0], channel.from_actor[1]}) close(file);
  }
}

std::uintptr_t Script::variable(unsigned index) const { return shadow_->window() + index * kGranuleBytes; }
std::uintptr_t Script::raw_memory() const { return variable(kVariables); }
unsigned Script::races() const { return g_found->count.load(); }
std::string Script::last_race() const { return g_found->last; }

pid_t Script::run(unsigned actor, const Step& step) {
  if (actor == 0) return perform(*main_detector_, step);
  pid_t answer = -1;
  EXPECT_TRUE(send(channels_[actor].to_actor[1], step));
  EXPECT_TRUE(receive(channels_[actor].from_actor[0], answer));
  return answer;
}

pid_t Script::perform(Detector& detector, const Step& step) {
  // Each call of access() has a place of its own in the code, or the depot would know it already.
  static std::uintptr_t place = static_cast<std::uintptr_t>(getpid()) << 20;
  switch (step.kind) {
    case Step::Kind::kAccess:
      detector.access(step.address, step.bytes, step.access, {.pc = ++place, .frame = 0});
      break;
    case Step::Kind::kRelease:
      detector.release(step.address);
      break;
    case Step::Kind::kAcquire:
      detector.acquire(step.address);
      break;
    case Step::Kind::kRecover:
      detector.recover(step.address);
      break;
    case Step::Kind::kCreate:
      detector.created(
          {.begin = reinterpret_cast<const void*>(step.address), .bytes = step.bytes, .type = "test", .created = {}});
      break;
    case Step::Kind::kDestroy:
      detector.destroying(step.address, step.bytes);
      break;
    case Step::Kind::kFork: {
      detector.before_fork(step.name, {.pc = ++place, .frame = 0});
      const pid_t child = ::fork();
      if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);  // no actor outlives its script
        detector.after_fork_in_child(getpid());
        obey(detector, step.index);
      }
      detector.after_fork_in_parent(child);
      return child;
    }
    case Step::Kind::kReap:
      waitpid(step.pid, nullptr, 0);
      detector.joined(step.pid);
      break;
    case Step::Kind::kEnd:
      break;
  }
  return 0;
}

void Script::obey(Detector& detector, unsigned actor) {
  const Channel& channel = channels_[actor];
  for (Step step; receive(channel.to_actor[0], step);) {
    if (!send(channel.from_actor[1], perform(detector, step)) || step.kind == Step::Kind::kEnd) break;
  }
  _exit(0);
}

void Actor::access(std::uintptr_t address, std::size_t bytes, AccessKind kind) {
  script_->run(index_, {.kind = Kind::kAccess, .address = address, .bytes = bytes, .access = kind});
}
void Actor::release(std::uintptr_t object) { script_->run(index_, {.kind = Kind::kRelease, .address = object}); }
void Actor::acquire(std::uintptr_t object) { script_->run(index_, {.kind = Kind::kAcquire, .address = object}); }
void Actor::recover(std::uintptr_t object) { script_->run(index_, {.kind = Kind::kRecover, .address = object}); }
void Actor::create(std::uintptr_t begin, std::size_t bytes) {
  script_->run(index_, {.kind = Kind::kCreate, .address = begin, .bytes = bytes});
}
void Actor::destroy(std::uintptr_t begin, std::size_t bytes) {
  script_->run(index_, {.kind = Kind::kDestroy, .address = begin, .bytes = bytes});
}

Actor Actor::fork(std::string_view name) {
  Script::Step step{.kind = Kind::kFork, .index = static_cast<unsigned>(script_->pids_.size())};
  name.copy(step.name, sizeof step.name - 1);
  script_->pids_.push_back(script_->run(index_, step));
  return {*script_, step.index};
}

void Actor::join(Actor child) {
  script_->run(child.index_, {.kind = Kind::kEnd});
  script_->run(index_, {.kind = Kind::kReap, .pid = script_->pids_[child.index_]});
  script_->pids_[child.index_] = 0;
}

void Actor::kill() { ::kill(script_->pids_[index_], SIGKILL); }

void Actor::kill_and_join(Actor child) {
  child.kill();
  script_->run(index_, {.kind = Kind::kReap, .pid = script_->pids_[child.index_]});
  script_->pids_[child.index_] = 0;
}

}  // namespace race
