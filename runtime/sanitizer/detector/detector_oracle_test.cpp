// Random programs, and what is a race in them by definition: two accesses that meet, of two processes, one of them a write,
// with no path of happens-before from the one to the other. The detector may report nothing else, and nearly all of it.
//
// The processes here are only detectors, each told what its process does; a graph of all steps tells the truth.
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <bitset>
#include <deque>
#include <map>
#include <random>
#include <vector>

#include "runtime/sanitizer/detector/detector.h"

namespace race {
namespace {

constexpr unsigned kPrograms = 20000;
constexpr unsigned kMaxSteps = 160;
constexpr unsigned kMaxProcesses = 12;
constexpr unsigned kVariables = 3;
constexpr std::uintptr_t kFirstLock = 0x1000;

using Steps = std::bitset<2 * kMaxSteps>;

struct Reported {
  unsigned earlier, later;  // steps
};

std::vector<Reported>* g_reported = nullptr;

unsigned step_of(const Family& family, const Access& access) {
  return static_cast<unsigned>(family.stacks.frames(access.stack).front());
}

void on_race(Family& family, const Race& race) {
  g_reported->push_back({.earlier = step_of(family, race.earlier), .later = step_of(family, race.later)});
}

struct Process {
  Detector detector;
  int parent;
  bool ended = false;
  unsigned last_step = 0;
};

struct Happened {
  unsigned process;
  Steps before;  // all steps that happened before this one
  std::uintptr_t address = 0;
  std::size_t bytes = 0;  // 0: not an access
  AccessKind kind;
};

// One random program: runs the steps through the detectors, and notes what happened before what.
class Program {
 public:
  Program(const Shadow& shadow, std::uintptr_t memory, std::uint32_t seed)
      : family_(Family::map()), memory_(memory), random_(seed) {
    g_reported = &reported_;
    processes_.push_back({.detector = Detector(*family_, shadow, on_race, "main", 1), .parent = -1});
    processes_.front().detector.created(
        {.begin = reinterpret_cast<const void*>(memory), .bytes = kVariables * kGranuleBytes, .type = "test", .created = {}});
    max_processes_ = 2 + pick(kMaxProcesses - 1);
    locks_ = 1 + pick(3);
    const unsigned steps = 20 + pick(kMaxSteps - 20);
    step(0);
    while (happened_.size() < steps) random_step();
  }
  ~Program() { munmap(family_, sizeof(Family)); }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  bool is_race(unsigned earlier, unsigned later) const {
    const Happened& first = happened_[earlier];
    const Happened& second = happened_[later];
    return first.process != second.process && (first.kind.write || second.kind.write) &&
           !(first.kind.atomic && second.kind.atomic) && first.address < second.address + second.bytes &&
           second.address < first.address + first.bytes && !second.before[earlier];
  }
  unsigned steps() const { return static_cast<unsigned>(happened_.size()); }
  const std::vector<Reported>& reported() const { return reported_; }

 private:
  unsigned pick(unsigned below) { return std::uniform_int_distribution<unsigned>(0, below - 1)(random_); }

  // A step of the process, after everything in `also_before`.
  Happened& step(unsigned process, const Steps& also_before = {}) {
    Happened now{.process = process, .before = also_before, .kind = {}};
    Process& actor = processes_[process];
    if (!happened_.empty() && actor.last_step < happened_.size()) {
      now.before |= happened_[actor.last_step].before;
      now.before.set(actor.last_step);
    }
    actor.last_step = static_cast<unsigned>(happened_.size());
    return happened_.emplace_back(now);
  }
  Steps up_to(unsigned last) const {
    Steps all = happened_[last].before;
    all.set(last);
    return all;
  }

  void random_step() {
    const unsigned who = pick(static_cast<unsigned>(processes_.size()));
    if (processes_[who].ended) return;
    switch (pick(10)) {
      case 0:
        return fork(who);
      case 1:
        return join_one(who);
      case 2:
      case 3:
        return update_under_lock(who, pick(locks_));
      case 4:
        return release(who, pick(locks_));
      case 5:
        return acquire(who, pick(locks_));
      default:
        return access(who, {.write = pick(2) == 0, .atomic = pick(4) == 0});
    }
  }

  void access(unsigned who, AccessKind kind) {
    const std::size_t bytes = std::size_t{1} << pick(4);
    const std::uintptr_t address = memory_ + pick(kVariables * kGranuleBytes - 8);
    Happened& now = step(who);
    now.address = address;
    now.bytes = bytes;
    now.kind = kind;
    processes_[who].detector.access(address, bytes, kind, {.pc = happened_.size() - 1, .frame = 0});
  }
  void release(unsigned who, unsigned lock) {
    step(who);
    released_[lock] |= up_to(processes_[who].last_step);
    processes_[who].detector.release(kFirstLock + lock * 64);
  }
  void acquire(unsigned who, unsigned lock) {
    step(who, released_[lock]);
    processes_[who].detector.acquire(kFirstLock + lock * 64);
  }
  void update_under_lock(unsigned who, unsigned lock) {
    acquire(who, lock);
    access(who, {.write = false, .atomic = false});
    access(who, {.write = true, .atomic = false});
    release(who, lock);
  }
  void fork(unsigned who) {
    if (processes_.size() == max_processes_) return;
    step(who);
    const auto child = static_cast<unsigned>(processes_.size());
    Detector& parent = processes_[who].detector;
    ASSERT_TRUE(parent.before_fork("child", {.pc = 1, .frame = 0}));
    processes_.push_back({.detector = parent, .parent = static_cast<int>(who)});
    processes_.back().detector.after_fork_in_child(static_cast<pid_t>(1 + child));
    processes_.back().last_step = kMaxSteps * 2;  // none yet
    step(child, up_to(processes_[who].last_step));
  }
  void join_one(unsigned who) {
    for (unsigned child = 0; child < processes_.size(); ++child) {
      if (processes_[child].parent != static_cast<int>(who) || processes_[child].ended) continue;
      processes_[child].ended = true;
      step(who, up_to(processes_[child].last_step));
      processes_[who].detector.joined(static_cast<pid_t>(1 + child));
      return;
    }
  }

  Family* const family_;
  const std::uintptr_t memory_;
  std::mt19937 random_;
  unsigned max_processes_ = 0;
  unsigned locks_ = 0;
  std::deque<Process> processes_;
  std::vector<Happened> happened_;
  std::map<unsigned, Steps> released_;
  std::vector<Reported> reported_;
};

TEST(DetectorOracle, ReportsRacesOnlyAndNearlyAllOfThem) {
  const std::size_t bytes_each = kVariables * kGranuleBytes;
  const Shadow shadow = Shadow::map({.window_bytes = kPrograms * bytes_each, .window = 0, .cells = 0, .marks = 0}).value();
  unsigned racy = 0;
  unsigned unreported = 0;
  unsigned reports = 0;
  for (unsigned number = 0; number < kPrograms; ++number) {
    SCOPED_TRACE(testing::Message() << "program with seed " << number);
    const Program program(shadow, shadow.window() + number * bytes_each, number);
    for (const Reported& race : program.reported()) {
      ASSERT_TRUE(program.is_race(race.earlier, race.later))
          << "step " << race.later << " does not race with step " << race.earlier << ", but that was reported";
    }
    bool has_race = false;
    for (unsigned later = 0; later < program.steps() && !has_race; ++later) {
      for (unsigned earlier = 0; earlier < later && !has_race; ++earlier) has_race = program.is_race(earlier, later);
    }
    racy += has_race;
    unreported += has_race && program.reported().empty();
    reports += static_cast<unsigned>(program.reported().size());
  }
  RecordProperty("racy", static_cast<int>(racy));
  RecordProperty("unreported", static_cast<int>(unreported));
  RecordProperty("reports", static_cast<int>(reports));
  EXPECT_GT(racy, kPrograms / 10);
  EXPECT_LT(racy, kPrograms);
  EXPECT_LE(unreported * 2000, racy) << unreported << " of " << racy << " racy programs";
  std::printf("%u programs, %u racy, %u reports, %u unreported\n", kPrograms, racy, reports, unreported);
}

}  // namespace
}  // namespace race
