// What a person reads, word for word; and that it is written once.
#include "runtime/sanitizer/report.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "runtime/sanitizer/shared_for_test.h"

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
    const auto found = kCode.find(code);
    if (found == kCode.end()) return {};
    return {out.data(), found->second.copy(out.data(), out.size())};
  }
};

class ReportTest : public testing::Test {
 protected:
  void SetUp() override {
    std::remove(log_path.c_str());
    std::ofstream(testing::TempDir() + "samples_racy.cpp");
    family.regions.insert({.begin = reinterpret_cast<const void*>(kBegin),
                           .bytes = kObjectBytes,
                           .type = "mp::Array<int>",
                           .created = std::source_location::current()});
    created_line = std::source_location::current().line() - 1;
  }

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
  std::string log() const {
    std::ifstream file(log_path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }

  static constexpr std::uintptr_t kBegin = 0x7000;
  const std::string log_path = testing::TempDir() + "report_test.log";
  const std::string workspace = testing::TempDir() + "workspace";
  const ReportSettings settings{.log_path = log_path.c_str(), .workspace = workspace};
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
            "racelab: race between processes on mp::Array<int> (12 bytes), bytes 4 to 7\n"
            "  created at " +
                created);
  EXPECT_EQ(text.substr(text.find('\n', column)),
            "\n"
            "  later: read by Process-2 (pid 102) at samples/racy.cpp:8:13\n"
            "  earlier: write by Process-1 (pid 101) at samples/racy.cpp:25:3\n"
            "  nothing orders the two: no start, join, lock or queue leads from the earlier to the later\n"
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
            "  next: bazel run tool -- samples/racy.cpp\n"
            "==================\n");
  EXPECT_EQ(family.races.load(), 1U);
}

TEST_F(ReportTest, ShowsTheSourceLinesWhereItFindsThem) {
  ASSERT_EQ(mkdir(workspace.c_str(), 0755) == 0 || errno == EEXIST, true);
  ASSERT_EQ(mkdir((workspace + "/samples").c_str(), 0755) == 0 || errno == EEXIST, true);
  std::ofstream(workspace + "/samples/racy.cpp") << "\n\n\n\n\n\n\n    v.value += num;\n";
  report(access(b, false, {0x11000}), access(a, true, {0x11000}));
  std::remove((workspace + "/samples/racy.cpp").c_str());
  EXPECT_NE(
      log().find("  later: read by Process-2 (pid 102) at samples/racy.cpp:8:13\n    | v.value += num;\n  earlier: write by"),
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
  EXPECT_NE(log().find("  later: write by Process-1 (pid 101) at samples/racy.cpp:8:13\n"), std::string::npos);
  EXPECT_NE(log().find("on mp::Array<int> (12 bytes), bytes 4 to 7\n  created at "), std::string::npos) << log();
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
                       "  later: write by Process-2 (pid 102) at (unknown file)\n"
                       "  earlier: write by a process that ended long ago, its place is lost\n"),
            std::string::npos)
      << log();
}

TEST_F(ReportTest, WithoutNamesTellsRacesApartByTheirCode) {
  report(access(a, true, {0x50000}), access(b, true, {0x60000}));
  report(access(a, true, {0x50000}), access(b, true, {0x70000}));
  report(access(b, true, {0x60000}), access(a, true, {0x50000}));
  EXPECT_EQ(family.races.load(), 2U);
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
