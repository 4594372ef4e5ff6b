// --summarize and --merge: a program whose files are summarised apart, perhaps on other machines, is judged as one that is
// parsed.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/checker/findings.h"
#include "tests/checker/program.h"
#include "tests/checker/users_folder.h"
#include "tests/command/command.h"

namespace checker {
namespace {

class Summaries : public UsersFolder {
 protected:
  void summarize(const std::string& summary, const std::string& source) {
    const command::Outcome outcome = run({"--summarize", summary, source});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    EXPECT_EQ(outcome.output, "");
    EXPECT_TRUE(outcome.errors.ends_with("racecheck: next: racecheck --merge " + summary +
                                         ", with the summaries of the program's other files\n"))
        << outcome.errors;
  }
};

TEST_F(Summaries, ARaceBetweenFilesIsFoundInTheirSummaries) {
  add("racy.cpp", kRacy);
  add("main.cpp", "void run(); int main() { run(); }\n");
  const std::string racy = text_of("racy.cpp");
  add("racy.cpp", racy.substr(0, racy.find("int main")) + "void run" + racy.substr(racy.find("int main") + 8));
  summarize("main.summary", "main.cpp");
  summarize("racy.summary", "racy.cpp");
  EXPECT_EQ(run({"--merge", "main.summary"}).exit_code, 0);
  const auto [code, output, errors] = run({"--merge", "main.summary", "racy.summary"});
  EXPECT_EQ(code, 1);
  EXPECT_EQ(output, run({"main.cpp", "racy.cpp"}).output);
  EXPECT_TRUE(contains(errors, "racecheck: 2 files analysed, 1 finding\n")) << errors;
}

TEST_F(Summaries, WhatIsNoSummaryIsExitTwoAndTheRestIsAnalysed) {
  add("racy.cpp", kRacy);
  summarize("racy.summary", "racy.cpp");
  const std::string whole = text_of("racy.summary");
  add("cut.summary", whole.substr(0, whole.size() / 2));
  add("other.summary", "racecheck summary, written by nobody\n");
  const auto [code, output, errors] = run({"--merge", "racy.summary", "cut.summary", "gone", "racy.cpp", "other.summary"});
  EXPECT_EQ(code, 2);
  EXPECT_TRUE(output.starts_with("racy.cpp:3:")) << output;
  EXPECT_TRUE(contains(errors, "not analysed: 'cut.summary' cannot be merged: it is damaged: write it anew\n")) << errors;
  EXPECT_TRUE(contains(errors, "not analysed: 'gone' cannot be merged: No such file or directory\n")) << errors;
  EXPECT_TRUE(contains(errors, "not analysed: 'racy.cpp' cannot be merged: it is not a summary of racecheck\n")) << errors;
  EXPECT_TRUE(contains(errors, "not analysed: 'other.summary' cannot be merged: another racecheck wrote it: write it anew "))
      << errors;
}

TEST_F(Summaries, CodeThatDoesNotParseHasNone) {
  add("bad.c", "#include \"config.h\"\n");
  const auto [code, output, errors] = run({"--summarize", "bad.summary", "bad.c"});
  EXPECT_EQ(code, 2);
  EXPECT_TRUE(contains(errors, "racecheck: not analysed: 'bad.c' does not parse\n")) << errors;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "bad.summary"));
}

TEST_F(Summaries, BadUsageIsOneSentenceAndExitTwo) {
  add("racy.cpp", kRacy);
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"--summarize", "out", "racy.cpp", "racy.cpp"},
                                                    {"--summarize", "no/such/folder", "racy.cpp"},
                                                    {"--summarize", "out", "--merge", "racy.cpp"},
                                                    {"--merge"},
                                                    {"--merge", "racy.cpp", "--", "-O2"}}) {
    const auto [code, output, errors] = run(arguments);
    EXPECT_EQ(code, 2) << errors;
    EXPECT_TRUE(contains(errors, "racecheck: error: ")) << errors;
  }
}

/// The annotated programs: of each group the first of several files, else the first.
std::vector<Program> one_of_each_group() {
  std::map<std::string, Program> chosen;
  for (const Program& program : programs_of("unguarded_update")) {
    Program& best = chosen.try_emplace(std::filesystem::path(program.name).parent_path().string(), program).first->second;
    if (program.sources.size() > best.sources.size()) best = program;
  }
  std::vector<Program> programs;
  for (const auto& [group, program] : chosen) programs.push_back(program);
  return programs;
}

class SummariesOf : public testing::TestWithParam<Program> {};

TEST_P(SummariesOf, SayWhatTheSourcesSay) {
  std::vector<std::string> sources = {}, summaries = {"--merge"};
  for (const auto& source : GetParam().sources) {
    sources.push_back(source.string());
    summaries.push_back(testing::TempDir() + "/" + std::to_string(sources.size()) + ".summary");
    EXPECT_EQ(run_racecheck({"--summarize", summaries.back(), sources.back()}).exit_code, 0);
  }
  const command::Outcome direct = run_racecheck(sources);
  const command::Outcome merged = run_racecheck(summaries);
  EXPECT_EQ(merged.exit_code, direct.exit_code) << merged.errors;
  EXPECT_EQ(merged.output, direct.output);
}

INSTANTIATE_TEST_SUITE_P(Programs, SummariesOf, testing::ValuesIn(one_of_each_group()),
                         [](const auto& info) { return test_name(info.param); });

}  // namespace
}  // namespace checker
