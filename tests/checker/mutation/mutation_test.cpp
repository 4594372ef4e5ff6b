// Takes one lock, join or wait at a time away from every clean program, or changes it, and demands that racecheck finds the race
// that results. It ends with what was found and missed, for each change and each group of programs.
//
// Without some of them there is no race all the same; "// NOT NEEDED: why" says so, at the end of the line or alone above it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/checker/mutation/judge.h"

namespace checker {
namespace {

constexpr double kLeastFound = 0.95;
constexpr double kMostUncompilable = 0.02;
constexpr std::string_view kMark = "// NOT NEEDED: ";

/// Lines of a file without whose locks, joins or waits there is no race.
std::set<Line> marked_lines(const std::string& file) {
  std::set<Line> marked;
  std::ifstream stream(file);
  unsigned number = 0;
  bool is_above = false;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    if (is_above) marked.insert({file, number});
    const std::size_t at = line.find(kMark);
    const bool is_marked = at != std::string::npos;
    is_above = is_marked && line.find_first_not_of(' ') == at;
    if (is_marked && !is_above) marked.insert({file, number});
  }
  return marked;
}

class Mutation : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    programs() = all_programs();
    std::erase_if(programs(), is_wrong);
    mutants() = judge_mutants(programs());
    for (const Program& program : programs())
      for (const auto& source : program.sources) marked().merge(marked_lines(source.string()));
  }

  static std::vector<Program>& programs() {
    static std::vector<Program> programs;
    return programs;
  }
  static std::vector<JudgedMutant>& mutants() {
    static std::vector<JudgedMutant> mutants;
    return mutants;
  }
  static std::set<Line>& marked() {
    static std::set<Line> marked;
    return marked;
  }

  static Line line_of(const JudgedMutant& judged) { return {judged.file, judged.mutant.line}; }

  static std::string shown(const JudgedMutant& judged) {
    return fmt::format("{}:{}: {}", judged.file, judged.mutant.line, judged.mutant.change);
  }

  static std::size_t count(Verdict verdict) {
    return static_cast<std::size_t>(std::ranges::count(mutants(), verdict, &JudgedMutant::verdict));
  }
};

struct Counts {
  int found = 0;
  int missed = 0;
  int not_needed = 0;  // missed, and rightly
};

void print(const std::map<std::string, Counts>& rows) {
  fmt::print("{:<36}{:>8}{:>8}{:>12}\n", "", "found", "missed", "not needed");
  for (const auto& [row, counts] : rows)
    fmt::print("{:<36}{:>8}{:>8}{:>12}\n", row, counts.found, counts.missed, counts.not_needed);
}

TEST_F(Mutation, NearlyAllMutantsAreFound) {
  constexpr const char* kAll = "all";
  std::map<std::string, Counts> by_change, by_group;
  for (const JudgedMutant& judged : mutants()) {
    const std::string group = judged.program->check + ' ' + judged.program->name.substr(0, judged.program->name.find('/'));
    for (Counts* counts : {&by_change[judged.mutant.change], &by_change[kAll], &by_group[group]}) {
      if (judged.verdict == Verdict::kFound) ++counts->found;
      if (judged.verdict == Verdict::kMissed) ++(marked().contains(line_of(judged)) ? counts->not_needed : counts->missed);
    }
    if (judged.verdict == Verdict::kMissed && !marked().contains(line_of(judged))) fmt::print("missed: {}\n", shown(judged));
  }
  print(by_group);
  print(by_change);
  const Counts& all = by_change[kAll];
  EXPECT_GE(all.found, kLeastFound * (all.found + all.missed));
  EXPECT_GT(all.found, 500) << "there is something to find";
}

TEST_F(Mutation, EveryMarkIsOfUse) {
  std::set<Line> useless = marked();
  for (const JudgedMutant& judged : mutants())
    if (judged.verdict == Verdict::kMissed) useless.erase(line_of(judged));
  for (const Line& line : useless) ADD_FAILURE() << line.file << ':' << line.number << " is found, or is no lock, join or wait";
}

TEST_F(Mutation, NearlyAllMutantsCompile) {
  for (const JudgedMutant& judged : mutants())
    if (judged.verdict == Verdict::kDoesNotCompile) fmt::print("{}\n{}", shown(judged), judged.said);
  EXPECT_LE(static_cast<double>(count(Verdict::kDoesNotCompile)), kMostUncompilable * static_cast<double>(mutants().size()));
}

TEST_F(Mutation, NoMutantIsTooMuch) {
  for (const JudgedMutant& judged : mutants()) EXPECT_NE(judged.verdict, Verdict::kCrashed) << shown(judged);
}

}  // namespace
}  // namespace checker
