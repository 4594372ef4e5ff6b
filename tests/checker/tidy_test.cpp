// The plugin in a real clang-tidy-19: the same checks under the same names, at the same places as racecheck.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/checker/users_folder.h"
#include "tests/command/command.h"
#include "tool/checks/check.h"

namespace checker {
namespace {

class Tidy : public UsersFolder {
 protected:
  command::Outcome tidy(const std::vector<std::string>& arguments) {
    std::vector<std::string> argv = {"clang-tidy-19", "-load", plugin_};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return command::run(argv, {.folder = folder_});
  }

  command::Outcome check(const std::string& file, const std::string& checks = "-*,racelab-*") {
    return tidy({"-checks=" + checks, file, "--", "-std=c++20"});
  }

 private:
  const std::string plugin_ = std::filesystem::absolute("tool/tidy/libracelab_tidy.so");
};

TEST_F(Tidy, KnowsEveryCheckByItsName) {
  const command::Outcome outcome = tidy({"-checks=-*,racelab-*", "--list-checks"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  for (const check::Check& check : check::all_checks())
    EXPECT_TRUE(contains(outcome.output, "\n    " + std::string(check.id) + "\n")) << outcome.output;
}

TEST_F(Tidy, FindsWhatRacecheckFinds) {
  add("racy.cpp", kRacy);
  const std::string own = run({"racy.cpp"}).output;
  const std::string path = (folder_ / "racy.cpp").string();
  const command::Outcome outcome = check("racy.cpp");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  const std::string warning = own.substr(0, own.find('\n'));
  EXPECT_TRUE(contains(outcome.output, warning.substr(warning.find(':')))) << warning << '\n' << outcome.output;
  EXPECT_TRUE(contains(outcome.output, path + ":3:16: note: first access: updates 'n', locks held: none\n")) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, path + ":6:16: note: second access: starts the thread ")) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, path + ":3:16: note: they may run in parallel: ")) << outcome.output;
}

TEST_F(Tidy, IsSilentOnACleanProgram) {
  add("clean.cpp", kClean);
  EXPECT_EQ(check("clean.cpp").output, "");
}

TEST_F(Tidy, JudgesEachUnitByItself) {
  add("clean.cpp", kClean);
  add("racy.cpp", kRacy);
  const command::Outcome outcome = tidy({"-checks=-*,racelab-*", "racy.cpp", "clean.cpp", "racy.cpp", "--", "-std=c++20"});
  EXPECT_TRUE(contains(outcome.output, "racy.cpp:3:16: warning: ")) << outcome.output;
  EXPECT_FALSE(contains(outcome.output, "clean.cpp:")) << outcome.output;
}

TEST_F(Tidy, ChecksCanBeTurnedOffAndLinesSuppressed) {
  std::string text = kRacy;
  add("racy.cpp", text);
  EXPECT_EQ(check("racy.cpp", "-*,misc-redundant-expression,racelab-*,-racelab-unguarded-update").output, "");
  text.insert(text.find("++n; }") + 6, "  // NOLINT(racelab-unguarded-update): a reason");
  add("racy.cpp", text);
  EXPECT_EQ(check("racy.cpp").output, "");
}

TEST_F(Tidy, SaysNothingAboutCodeThatDoesNotParse) {
  add("bad.cpp", std::string("int broken = missing;\n") + kRacy);
  const command::Outcome outcome = check("bad.cpp");
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_FALSE(contains(outcome.output, "racelab-")) << outcome.output;
}

}  // namespace
}  // namespace checker
