// Findings that a user does not want to hear of: asked to be spared in the source, or known from a baseline.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/checker/users_folder.h"
#include "tests/command/command.h"

namespace checker {
namespace {

class Suppression : public UsersFolder {};
class Baseline : public UsersFolder {};
using Json = nlohmann::json;

/// kRacy with a comment at the end of its line 3, where the race is.
std::string racy_with(const std::string& comment) {
  std::string text = kRacy;
  return text.insert(text.find("++n; }") + 6, "  // " + comment);
}

TEST_F(Suppression, ANolintWithAReasonSparesItsFinding) {
  add("racy.cpp", racy_with("NOLINT(racelab-unguarded-update) a statistic that may be wrong"));
  const auto [code, output, errors] = run({"racy.cpp"});
  EXPECT_EQ(code, 0) << output;
  EXPECT_EQ(output, "");
  EXPECT_TRUE(contains(errors, "racecheck: 1 file analysed, 0 findings, 1 spared by NOLINT\n")) << errors;
  EXPECT_FALSE(contains(errors, "warning")) << errors;
}

TEST_F(Suppression, WithoutAReasonItSparesAndIsTold) {
  add("racy.cpp", racy_with("NOLINT(racelab-*)"));
  const auto [code, output, errors] = run({"racy.cpp"});
  EXPECT_EQ(code, 0) << output;
  EXPECT_TRUE(contains(errors,
                       "racy.cpp:3:25: warning: 'NOLINT(racelab-*)' gives no reason: write it behind, in the same comment "
                       "[racelab-suppression-without-reason]\n"))
      << errors;
}

TEST_F(Suppression, AnUnusedOneIsToldAndChangesNoExitCode) {
  add("clean.cpp", std::string(kClean) + "// NOLINTNEXTLINE(racelab-unguarded-update) long ago\nint m;\n");
  const auto [code, output, errors] = run({"--quiet", "clean.cpp"});
  EXPECT_EQ(code, 0);
  EXPECT_EQ(output, "");
  EXPECT_EQ(errors,
            "clean.cpp:9:4: warning: 'NOLINTNEXTLINE(racelab-unguarded-update)' spares no finding of racelab-unguarded-update: "
            "remove it [racelab-unused-suppression]\n");
}

TEST_F(Suppression, AnUnusedOneIsInTheFormatsForPrograms) {
  add("clean.cpp", std::string(kClean) + "// NOLINTNEXTLINE(racelab-unguarded-update) long ago\nint m;\n");
  const Json json = Json::parse(run({"--format=json", "clean.cpp"}).output);
  ASSERT_EQ(json.at("notes").size(), 1U);
  EXPECT_EQ(json.at("notes").at(0).at("rule"), "racelab-unused-suppression");
  EXPECT_EQ(json.at("notes").at(0).at("line"), 9);
}

TEST_F(Suppression, NothingIsCalledUnusedWhenAFileIsMissing) {
  add("clean.cpp", std::string(kClean) + "// NOLINTNEXTLINE(racelab-unguarded-update) long ago\nint m;\n");
  EXPECT_FALSE(contains(run({"clean.cpp", "gone.cpp"}).errors, "racelab-unused-suppression"));
}

TEST_F(Suppression, TheSecondAccessMayAskForItInAHeader) {
  add("counter.h", "inline int n = 0;\ninline void add() {\n  n += 1;  // NOLINT(racelab-unguarded-update) counted roughly\n}\n");
  add("racy.cpp", "#include <thread>\n#include \"counter.h\"\nint main() {\n  std::thread a(add);\n  n = 7;\n  a.join();\n}\n");
  const auto [code, output, errors] = run({"racy.cpp"});
  EXPECT_EQ(code, 0) << output;
  EXPECT_TRUE(contains(errors, "1 spared by NOLINT")) << errors;
}

TEST_F(Baseline, OnlyNewFindingsAreTold) {
  add("racy.cpp", kRacy);
  const auto update = run({"--baseline=known.json", "--update-baseline", "racy.cpp"});
  EXPECT_EQ(update.exit_code, 0) << update.errors;
  EXPECT_TRUE(contains(update.errors, "racecheck: 1 file analysed, 0 findings, 1 known from the baseline\n")) << update.errors;
  EXPECT_EQ(run({"--baseline=known.json", "racy.cpp"}).exit_code, 0);
  std::string two = "\n\n// moved down\n" + std::string(kRacy);
  two.insert(two.find("void job"), "int m = 0;\n");
  two.insert(two.find("++n; }"), "\n  ++m;\n  ");
  two.replace(two.find("job() { \n"), 9, "job() {\n");
  add("racy.cpp", two);
  const auto [code, output, errors] = run({"--baseline=known.json", "racy.cpp"});
  EXPECT_EQ(code, 1) << errors;
  EXPECT_TRUE(contains(output, "'m' is updated")) << output;
}

TEST_F(Baseline, MovingAFindingDoesNotMakeItNew) {
  add("racy.cpp", kRacy);
  run({"--baseline=known.json", "--update-baseline", "racy.cpp"});
  const std::string before = text_of("known.json");
  add("racy.cpp", "\n\n" + std::string(kRacy));
  EXPECT_EQ(run({"--baseline=known.json", "racy.cpp"}).exit_code, 0);
  EXPECT_EQ(run({"--baseline=known.json", "--update-baseline", "racy.cpp"}).exit_code, 0);
  EXPECT_EQ(text_of("known.json"), before);
}

TEST_F(Baseline, WhatNoLongerOccursIsTold) {
  add("program.cpp", kRacy);
  run({"--baseline=known.json", "--update-baseline", "program.cpp"});
  add("program.cpp", kClean);
  const auto [code, output, errors] = run({"--baseline=known.json", "--quiet", "program.cpp"});
  EXPECT_EQ(code, 0);
  EXPECT_EQ(
      errors,
      "known.json: warning: the finding of racelab-unguarded-update at 'void job() { ++n; }' in 'job' (program.cpp) no longer "
      "occurs: --update-baseline removes it [racelab-outdated-baseline]\n");
  EXPECT_EQ(run({"--baseline=known.json", "--update-baseline", "--quiet", "program.cpp"}).errors, "");
  EXPECT_EQ(run({"--baseline=known.json", "--quiet", "program.cpp"}).errors, "");
}

TEST_F(Baseline, ADamagedOneIsRefusedAndNotOverwritten) {
  add("racy.cpp", kRacy);
  for (const std::string damaged : {"", "int main() {}\n", "{\"racecheck_baseline\": 1, \"findings\": [1]}"}) {
    add("known.json", damaged);
    for (const std::vector<std::string>& more : {std::vector<std::string>{}, {"--update-baseline"}}) {
      std::vector<std::string> arguments = {"--baseline=known.json", "racy.cpp"};
      arguments.insert(arguments.end(), more.begin(), more.end());
      const auto [code, output, errors] = run(arguments);
      EXPECT_EQ(code, 2) << damaged;
      EXPECT_EQ(output, "");
      EXPECT_TRUE(contains(errors, "racecheck: error: the baseline 'known.json' is damaged: ")) << errors;
      EXPECT_TRUE(contains(errors, "; remove it, and write a new one by --update-baseline\n")) << errors;
      EXPECT_EQ(text_of("known.json"), damaged);
    }
  }
}

TEST_F(Baseline, AMissingOneOrAnUnknownPlaceIsRefused) {
  add("racy.cpp", kRacy);
  const auto missing = run({"--baseline=known.json", "racy.cpp"});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_TRUE(contains(missing.errors,
                       "error: the baseline 'known.json' cannot be read: No such file or directory; --update-baseline writes a "
                       "new one\n"))
      << missing.errors;
  const auto nowhere = run({"--baseline=no/such/known.json", "--update-baseline", "racy.cpp"});
  EXPECT_EQ(nowhere.exit_code, 2);
  EXPECT_TRUE(contains(nowhere.errors, "error: the baseline 'no/such/known.json' cannot be written: No such file"))
      << nowhere.errors;
  const auto unnamed = run({"--update-baseline", "racy.cpp"});
  EXPECT_EQ(unnamed.exit_code, 2);
  EXPECT_TRUE(contains(unnamed.errors, "error: --update-baseline needs to know which: name it by --baseline FILE\n"));
}

TEST_F(Baseline, IsNotWrittenWhenAFileIsMissing) {
  add("racy.cpp", kRacy);
  const auto [code, output, errors] = run({"--baseline=known.json", "--update-baseline", "racy.cpp", "gone.cpp"});
  EXPECT_EQ(code, 2);
  EXPECT_TRUE(contains(errors, "the baseline was not written")) << errors;
  EXPECT_EQ(text_of("known.json"), "");
}

}  // namespace
}  // namespace checker
