// racecheck reports the lines that the annotated programs promise, and no other.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <mutex>
#include <ostream>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/checker/findings.h"
#include "tests/checker/precompiled_headers.h"
#include "tests/checker/program.h"

namespace checker {

void PrintTo(const Line& line, std::ostream* out) { *out << line.file << ':' << line.number; }
void PrintTo(const Program& program, std::ostream* out) { *out << program.check << '/' << program.name; }

namespace {

constexpr const char* kTestPrefix = "ReportsWhatItsLinesPromise/";
constexpr const char* kAll = "all";

/// The four totals, for each check and group of programs (the first folder of their names), and for all.
class Totals : public testing::Environment {
 public:
  static void add(const Program& program, const std::set<Line>& reported) {
    const std::string group = program.check + ' ' + program.name.substr(0, program.name.find('/'));
    for (const std::string& row : {group, std::string(kAll)}) {
      Counts& counts = rows()[row];
      for (const auto& [line, promise] : program.promises) {
        const bool is_mistake = promise != Promise::kNoRace && promise != Promise::kFalseAlarm;
        const bool is_reported = reported.contains(line);
        ++(is_mistake ? (is_reported ? counts.found : counts.missed) : (is_reported ? counts.false_alarm : counts.silent));
      }
      for (const Line& line : reported) counts.false_alarm += program.promises.contains(line) ? 0 : 1;
    }
  }

  void TearDown() override {
    fmt::print("{:<36}{:>8}{:>8}{:>13}{:>8}\n", "", "found", "missed", "false alarm", "silent");
    for (const auto& [row, counts] : rows())
      fmt::print("{:<36}{:>8}{:>8}{:>13}{:>8}\n", row, counts.found, counts.missed, counts.false_alarm, counts.silent);
  }

 private:
  struct Counts {
    int found = 0;        // lines of races and mistakes that are reported
    int missed = 0;       // lines of those that are not
    int false_alarm = 0;  // reported lines that are neither, with or without an annotation
    int silent = 0;       // NO RACE and NO FINDING lines that are not reported
  };

  static std::map<std::string, Counts>& rows() {
    static std::map<std::string, Counts> rows;
    return rows;
  }
};

const auto* const kTotals = testing::AddGlobalTestEnvironment(new Totals);

std::set<Line> expected_lines(const Program& program) {
  std::set<Line> expected;
  for (const auto& [line, promise] : program.promises)
    if (promise != Promise::kNoRace && promise != Promise::kMissed) expected.insert(line);
  return expected;
}

/// The programs whose tests were asked for: all, or what a filter leaves.
std::vector<Program> programs_to_run() {
  std::set<std::string> names;
  const testing::UnitTest& all = *testing::UnitTest::GetInstance();
  for (int i = 0; i < all.total_test_suite_count(); ++i)
    for (int j = 0; j < all.GetTestSuite(i)->total_test_count(); ++j)
      if (const testing::TestInfo& test = *all.GetTestSuite(i)->GetTestInfo(j); test.should_run()) names.insert(test.name());
  std::vector<Program> programs = all_programs();
  std::erase_if(programs, [&](const Program& program) { return !names.contains(kTestPrefix + test_name(program)); });
  return programs;
}

/// What racecheck says about all programs, gathered before the first test by as many runs at a time as there are processors.
class Programs : public testing::TestWithParam<Program> {
 protected:
  static void SetUpTestSuite() {
    const std::vector<Program> programs = programs_to_run();
    const std::vector<std::string> flags = {"-std=gnu++20", "-pthread"};
    const std::vector<std::string> standard = precompile_standard_headers(flags), runtime = precompile_runtime(flags);
    const auto flags_for = [&](const Program& program) {
      if (!is_cpp(program)) return std::vector<std::string>();
      return includes_runtime(program) ? runtime : standard;
    };
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    const auto take_programs = [&] {
      for (std::size_t i = next++; i < programs.size(); i = next++) {
        Reported reported = report_on(programs[i], flags_for(programs[i]));
        const std::scoped_lock guard(mutex);
        reports()[test_name(programs[i])] = std::move(reported);
      }
    };
    std::vector<std::future<void>> workers;
    for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i)
      workers.push_back(std::async(std::launch::async, take_programs));
    for (std::future<void>& worker : workers) worker.get();
  }

  static std::map<std::string, Reported>& reports() {
    static std::map<std::string, Reported> reports;
    return reports;
  }
};

TEST_P(Programs, ReportsWhatItsLinesPromise) {
  const Program& program = GetParam();
  ASSERT_FALSE(program.promises.empty()) << "a program without annotations proves nothing";
  const std::set<Line> expected = expected_lines(program);
  const Reported& reported = reports().at(test_name(program));
  EXPECT_EQ(reported.exit_code, expected.empty() ? 0 : 1) << reported.errors;
  EXPECT_EQ(reported.lines, expected) << reported.findings;
  const std::set<std::string> rules = {rule_of(program)};
  EXPECT_EQ(reported.rules, expected.empty() ? std::set<std::string>() : rules);
  Totals::add(program, reported.lines);
}

INSTANTIATE_TEST_SUITE_P(Checks, Programs, testing::ValuesIn(all_programs()),
                         [](const auto& info) { return test_name(info.param); });

}  // namespace
}  // namespace checker
