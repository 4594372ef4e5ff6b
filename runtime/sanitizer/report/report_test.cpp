// What a person reads, word for word; and that it is written once.
#include "runtime/sanitizer/report/report.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstring>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "runtime/sanitizer/system/shared_for_test.h"

namespace race {
namespace {

constexpr std::size_t kObjectBytes = 12;

// Code addresses of a program that does not exist, and what stands there.
const std::map<std::uintptr_t, std::string> kCode = {
    {0x10fff, "\njob(mp::Value<int>&, int)\nsamples/racy.cpp:8:13\n"},
    {0x11fff, "\nstd::__invoke\n/usr/include/c++/12/bits/invoke.h:61:14\n"},
    {0x12fff, "\nmp::Process::start()\nruntime/process/process.cpp:30:5\n"},
    {0x13fff, "\nmain\nsamples/racy.cpp:15:6\n"},
    {0x20fff, "\nother_job(mp::Value<int>&)\nsamples/racy.cpp:25:3\n"},
    {0x21fff, "\njob(mp::Value<int>&, int)\nsamples/racy.cpp:8:13\n"},  // the same line again, elsewhere in the code
};

class Names final : public Symbolizer {
 public:
  std::string_view name(std::uintptr_t code, std::span<char> out) override {
    ++asked;
    const auto found = kCode.find(code);
    if (found == kCode.end()) return {};
    return {out.data(), found->second.copy(out.data(), out.size())};
  }

  int asked = 0;
};

class ReportTest : public testing::Test {
 protected:
  void SetUp() override {
    std::remove(log_path.c_str());
    std::ofstream(testing::TempDir() + "samples_racy.cpp");
    family.regions.insert(object({.begin = reinterpret_cast<const void*>(kBegin),
                                  .bytes = kObjectBytes,
                                  .type = "mp::Array<int>",
                                  .created = std::source_location::current()}));
    created_line = std::source_location::current().line() - 1;
  }

  Object object(const mp::hooks::Region& region) { return Object::of(region, family.texts); }

  Identity fork(const char* name, pid_t pid) {
    const std::uintptr_t where[] = {0x13000, 0x14000};
    const Identity child = family.processes.prepare_child(root, name, family.stacks.insert(where)).value();
    family.processes.started(child, pid);
    return child;
  }
  Access access(Identity who, bool write, std::initializer_list<std::uintptr_t> stack) {
    return {.sid = who.sid,
            .epoch = family.processes.epoch(who.sid),
            .write = write,
            .atomic = false,
            .bytes = 0xf0,
            .record = who.record,
            .stack = family.stacks.insert({stack.begin(), stack.size()})};
  }
  void report(const Access& later, const Access& earlier) {
    report_race(family, {.granule = kBegin, .later = later, .earlier = earlier}, settings, names);
  }
  Access access(Identity who, std::initializer_list<std::uintptr_t> stack, std::initializer_list<std::uintptr_t> locks) {
    HeldLocks held;
    for (const std::uintptr_t lock : locks) held.add(lock);
    Access made = access(who, true, stack);
    made.locks = held.id(family.lock_sets);
    return made;
  }
  static std::string id_in(const std::string& text) {
    const std::size_t at = text.rfind("\n  id 0x") + 8;
    return text.substr(at, text.find('\n', at) - at);
  }
  std::string log() const {
    std::ifstream file(log_path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }

  static constexpr std::uintptr_t kBegin = 0x7000;
  const std::string log_path = testing::TempDir() + "report_test.log";
  const std::string workspace = testing::TempDir() + "workspace";
  ReportSettings settings{.log_path = log_path.c_str(), .workspace = workspace};
  Names names;
  unsigned created_line = 0;
  Family& family = *Family::map();
  const Identity root = family.processes.enter_root("MainProcess", 100);
  const Identity a = fork("Process-1", 101);
  const Identity b = fork("Process-2", 102);
};

TEST_F(ReportTest, TellsTheWholeStory) {
  report(access(b, false, {0x11000, 0x12000, 0x13000, 0x14000}), access(a, true, {0x12000, 0x21000}));
  const std::string created = std::string(__FILE__) + ":" + std::to_string(created_line);
  const std::string text = log();
  const std::size_t column = text.find(created) + created.size();
  EXPECT_EQ(text.substr(0, column),
            "==================\n"
            "racelab: race between processes on mp::Array<int> (12 bytes), bytes 4 to 7, created at " +
                created);
  EXPECT_EQ(text.substr(text.find('\n', column)),
            "\n"
            "  later: read by Process-2 (pid 102) at samples/racy.cpp:8:13, holding no lock\n"
            "  earlier: write by Process-1 (pid 101) at samples/racy.cpp:25:3, holding no lock\n"
            "  nothing orders the two: no lock is held by both, no start, join or queue leads from the one to the other; "
            "next: bazel run tool -- samples/racy.cpp\n"
            "\n"
            "  later, in Process-2 (pid 102):\n"
            "    #0 job(mp::Value<int>&, int) samples/racy.cpp:8:13\n"
            "       (2 frames of the runtime and of libraries)\n"
            "    #3 main samples/racy.cpp:15:6\n"
            "    Process-2 was started at samples/racy.cpp:15:6\n"
            "\n"
            "  earlier, in Process-1 (pid 101):\n"
            "       (1 frame of the runtime and of libraries)\n"
            "    #1 other_job(mp::Value<int>&) samples/racy.cpp:25:3\n"
            "    Process-1 was started at samples/racy.cpp:15:6\n"
            "\n"
            "  id 0x" +
                id_in(text) + "\n==================\n");
  EXPECT_EQ(family.races.load(), 1U);
}

TEST_F(ReportTest, ShowsTheSourceLinesWhereItFindsThem) {
  ASSERT_EQ(mkdir(workspace.c_str(), 0755) == 0 || errno == EEXIST, true);
  ASSERT_EQ(mkdir((workspace + "/samples").c_str(), 0755) == 0 || errno == EEXIST, true);
  std::ofstream(workspace + "/samples/racy.cpp") << "\n\n\n\n\n\n\n    v.value += num;\n";
  report(access(b, false, {0x11000}), access(a, true, {0x11000}));
  std::remove((workspace + "/samples/racy.cpp").c_str());
  EXPECT_NE(log().find("  later: read by Process-2 (pid 102) at samples/racy.cpp:8:13, holding no lock\n"
                       "    | v.value += num;\n  earlier: write by"),
            std::string::npos)
      << log();
}

TEST_F(ReportTest, IsWrittenOnceForTwoPlacesInEitherOrder) {
  const Access job = access(a, true, {0x11000});
  const Access same_line = access(b, true, {0x22000});
  const Access other_job = access(b, true, {0x21000});
  report(job, other_job);
  report(other_job, job);
  report(other_job, same_line);  // other code of the same two lines
  EXPECT_EQ(family.races.load(), 1U);
  report(job, same_line);
  EXPECT_EQ(family.races.load(), 2U);
}

// A lock's word, say, which is reached from all over the program: nobody waits for names again.
TEST_F(ReportTest, OfTwoKnownPlacesAsksForNoNamesWhateverTheWayThere) {
  report(access(a, true, {0x11000, 0x13000}), access(b, true, {0x12000, 0x21000}));
  names.asked = 0;
  for (std::uintptr_t caller = 0x30000; caller < 0x35000; ++caller) {
    report(access(a, true, {0x11000, caller}), access(b, true, {0x12000, 0x21000, caller}));
  }
  EXPECT_EQ(names.asked, 0);
  report(access(a, true, {0x21000}), access(b, true, {0x21000}));
  EXPECT_GT(names.asked, 0);
  EXPECT_EQ(family.races.load(), 2u) << "the many left room for another";
}

TEST_F(ReportTest, OfAnotherProcessIsNotRepeated) {
  Child child([this] { report(access(a, true, {0x11000}), access(b, true, {0x21000})); });
  EXPECT_EQ(child.reap(), 0);
  const std::string first = log();
  EXPECT_FALSE(first.empty());
  report(access(a, true, {0x11000}), access(b, true, {0x21000}));
  EXPECT_EQ(log(), first);
}

// The reporter dies in the symbolizer; nobody sees the race again.
TEST_F(ReportTest, OfAKilledProcessIsWrittenAtTheEnd) {
  const Access later = access(a, true, {0x11000});
  const Access earlier = access(b, true, {0x21000});
  struct Deadly final : Symbolizer {
    std::string_view name(std::uintptr_t, std::span<char>) override {
      kill(getpid(), SIGKILL);
      return {};
    }
  } deadly;
  Child child([&] { report_race(family, {.granule = kBegin, .later = later, .earlier = earlier}, settings, deadly); });
  EXPECT_EQ(WTERMSIG(child.reap()), SIGKILL);
  EXPECT_EQ(log(), "");
  family.regions.erase(kBegin);  // the object is gone by then, too
  report_left_over(family, settings, names);
  EXPECT_NE(log().find("  later: write by Process-1 (pid 101) at samples/racy.cpp:8:13, "), std::string::npos);
  EXPECT_NE(log().find("on mp::Array<int> (12 bytes), bytes 4 to 7, created at "), std::string::npos) << log();
  EXPECT_EQ(family.races.load(), 1U);
  const std::string once = log();
  report_left_over(family, settings, names);
  EXPECT_EQ(log(), once);
}

TEST_F(ReportTest, SaysWhenItKnowsLess) {
  Access nobody = access(a, true, {});
  nobody.epoch = Epoch{0};  // of an earlier owner of the slot, whose record is gone
  nobody.stack = StackId{0};
  report_race(family, {.granule = 0x9000, .later = access(b, true, {0x40000}), .earlier = nobody}, settings, names);
  EXPECT_NE(log().find("race between processes on shared memory at 0x9004\n"
                       "  later: write by Process-2 (pid 102) at (unknown file), holding no lock\n"
                       "  earlier: write by a process that ended long ago, its place is lost, holding no lock\n"),
            std::string::npos)
      << log();
}

TEST_F(ReportTest, WithoutNamesTellsRacesApartByTheirCode) {
  report(access(a, true, {0x50000}), access(b, true, {0x60000}));
  report(access(a, true, {0x50000}), access(b, true, {0x70000}));
  report(access(b, true, {0x60000}), access(a, true, {0x50000}));
  EXPECT_EQ(family.races.load(), 2U);
}

TEST_F(ReportTest, TellsWhichLocksWereHeld) {
  family.locks.insert(object({.begin = reinterpret_cast<const void*>(0x8000),
                              .bytes = 64,
                              .type = "mp::Lock",
                              .created = std::source_location::current()}));
  const std::string place = std::string(__FILE__) + ":" + std::to_string(std::source_location::current().line() - 1);
  report(access(b, {0x11000}, {0x8000}), access(a, {0x21000}, {0x8000, 0x9000}));
  EXPECT_NE(log().find("racy.cpp:8:13, holding mp::Lock of " + place + "\n"), std::string::npos) << log();
  EXPECT_NE(log().find("racy.cpp:25:3, holding mp::Lock of " + place + " and a lock at 0x9000\n"), std::string::npos) << log();
}

TEST_F(ReportTest, CountsTheLocksThatItDoesNotName) {
  const Access later = access(b, {0x11000}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  Access earlier = access(a, true, {0x21000});
  earlier.locks = kUnknownLocks;
  report(later, earlier);
  EXPECT_NE(log().find(" and a lock at 0x6 and a lock at 0x7 and 2 more\n"), std::string::npos) << log();
  EXPECT_NE(log().find(", holding locks that are not known\n"), std::string::npos) << log();
}

TEST_F(ReportTest, HasTheSameIdForTheSameTwoLines) {
  report(access(a, true, {0x11000}), access(b, true, {0x21000}));
  const std::string first = id_in(log());
  std::remove(log_path.c_str());
  Family& next_run = *Family::map();
  const Identity main = next_run.processes.enter_root("MainProcess", 200);
  const auto here = [&](std::uintptr_t code) {
    return Access{.sid = main.sid,
                  .epoch = Epoch{1},
                  .write = true,
                  .bytes = 1,
                  .record = main.record,
                  .stack = next_run.stacks.insert({&code, 1})};
  };
  report_race(next_run, {.granule = kBegin, .later = here(0x21000), .earlier = here(0x22000)}, settings, names);
  EXPECT_EQ(id_in(log()), first);
  report_race(next_run, {.granule = kBegin, .later = here(0x21000), .earlier = here(0x14000)}, settings, names);
  EXPECT_NE(id_in(log()), first);
}

TEST_F(ReportTest, IsAnObjectOfJson) {
  settings.format = ReportFormat::kJson;
  ASSERT_EQ(mkdir(workspace.c_str(), 0755) == 0 || errno == EEXIST, true);
  ASSERT_EQ(mkdir((workspace + "/samples").c_str(), 0755) == 0 || errno == EEXIST, true);
  std::ofstream(workspace + "/samples/racy.cpp") << "\n\n\n\n\n\n\n    say(\"\\t\t\");\n";
  family.locks.insert(object({.begin = reinterpret_cast<const void*>(0x8000),
                              .bytes = 64,
                              .type = "mp::Lock",
                              .created = std::source_location::current()}));
  report(access(b, false, {0x11000, 0x13000, 0x14000}), access(a, {0x21000}, {0x8000}));
  std::remove((workspace + "/samples/racy.cpp").c_str());
  const auto race = nlohmann::json::parse(log());
  EXPECT_EQ(race["rule"], "racelab-process-race");
  EXPECT_EQ(race["object"]["type"], "mp::Array<int>");
  EXPECT_EQ(race["object"]["first"], 4);
  EXPECT_EQ(race["object"]["last"], 7);
  EXPECT_EQ(race["object"]["created"]["line"], created_line);
  const auto& later = race["accesses"][0];
  EXPECT_EQ(later["kind"], "read");
  EXPECT_EQ(later["process"], (nlohmann::json{{"name", "Process-2"}, {"pid", 102}}));
  EXPECT_EQ(later["place"]["file"], "samples/racy.cpp");
  EXPECT_EQ(later["place"]["line"], 8);
  EXPECT_EQ(later["place"]["function"], "job(mp::Value<int>&, int)");
  EXPECT_EQ(later["place"]["text"], "say(\"\\t\t\");");
  EXPECT_EQ(later["locks"], nlohmann::json::array());
  ASSERT_EQ(later["call_path"].size(), 2U);
  EXPECT_EQ(later["call_path"][0]["kind"], "process_start");
  EXPECT_EQ(later["call_path"][0]["callee"], "Process-2");
  EXPECT_EQ(later["call_path"][1]["place"]["line"], 15);
  const auto& earlier = race["accesses"][1];
  EXPECT_EQ(earlier["kind"], "write");
  EXPECT_EQ(earlier["locks"][0]["name"], "mp::Lock");
  EXPECT_TRUE(earlier["locks"][0]["acquired"].is_null());
}

TEST_F(ReportTest, IsAnObjectOfJsonWhereItKnowsLess) {
  settings.format = ReportFormat::kJson;
  Access nobody = access(a, true, {});
  nobody.epoch = Epoch{0};
  nobody.stack = StackId{0};
  nobody.locks = kUnknownLocks;
  report_race(family, {.granule = 0x9000, .later = access(b, true, {0x40000}), .earlier = nobody}, settings, names);
  const auto race = nlohmann::json::parse(log());
  EXPECT_TRUE(race["object"]["type"].is_null());
  EXPECT_TRUE(race["accesses"][1]["process"].is_null());
  EXPECT_TRUE(race["accesses"][1]["place"].is_null());
  EXPECT_TRUE(race["accesses"][1]["locks"].is_null());
}

TEST_F(ReportTest, BeyondTheMostIsCounted) {
  settings.max_reports = 1;
  report(access(a, true, {0x11000}), access(b, true, {0x21000}));
  const std::string first = log();
  report(access(a, true, {0x11000}), access(b, true, {0x22000}));
  EXPECT_EQ(log(), first);
  EXPECT_EQ(family.races.load(), 2U);
}

TEST_F(ReportTest, IsSuppressedByEitherStackAndByTheObject) {
  std::uintptr_t depth = 0;  // so that each is a race of its own
  for (const char* text : {"race:other_job", "# why\n\n  race:^other_job(*)$ ", "race:racy.cpp\n", "race:mp::Array<"}) {
    settings.suppressions = Suppressions(text);
    report(access(a, true, {0x11000, 0x90000 + depth}), access(b, true, {0x21000}));
    EXPECT_EQ(log(), "") << text;
    ++depth;
  }
  EXPECT_EQ(family.races.load(), 0U);
  EXPECT_GE(family.suppressed.load(), 1U);
  settings.suppressions = Suppressions("thread:job\nrace:third_party\n");
  report(access(a, true, {0x11000}), access(b, true, {0x22000}));
  EXPECT_EQ(family.races.load(), 1U);
}

TEST_F(ReportTest, TotalIsAlwaysInTheLog) {
  report_total(family, settings);
  EXPECT_EQ(log(), "racelab: total process_races=0 thread_reports=0\n");
  family.thread_reports.store(3);
  report_total(family, settings);
  EXPECT_NE(log().find("racelab: total process_races=0 thread_reports=3\n"), std::string::npos);
}

TEST_F(ReportTest, TotalIsOnStderrWhenThereIsOne) {
  const ReportSettings to_stderr{.log_path = nullptr, .workspace = {}};
  testing::internal::CaptureStderr();
  report_total(family, to_stderr);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  family.races.store(2);
  testing::internal::CaptureStderr();
  report_total(family, to_stderr);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "racelab: total process_races=2 thread_reports=0\n");
}

}  // namespace
}  // namespace race
