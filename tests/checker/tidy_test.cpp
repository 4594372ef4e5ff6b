// The plugin in a real clang-tidy-19: the same checks under the same names, at the same places as racecheck.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
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

  /// As a user applies the fixes, to every file that is named.
  command::Outcome fix(std::vector<std::string> arguments, const std::string& flag = "-std=c++20") {
    arguments.insert(arguments.begin(), {"-checks=-*,racelab-*", "-fix"});
    arguments.insert(arguments.end(), {"--", flag});
    return tidy(arguments);
  }

  command::Outcome check(const std::string& file, const std::string& checks = "-*,racelab-*") {
    return tidy({"-checks=" + checks, file, "--", "-std=c++20"});
  }

  /// One of the programs that racecheck's own fixes are tested with.
  static std::string program(const std::string& name) {
    std::stringstream text;
    text << std::ifstream("tests/checker/fix/programs/" + name).rdbuf();
    return text.str();
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

TEST_F(Tidy, FixMakesAProgramClean) {
  add("racy.cpp", kRacy);
  const command::Outcome outcome = fix({"racy.cpp"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_TRUE(contains(text_of("racy.cpp"), "std::scoped_lock")) << text_of("racy.cpp") << outcome.output << outcome.errors;
  EXPECT_EQ(run({"racy.cpp"}).exit_code, 0) << text_of("racy.cpp");
  EXPECT_EQ(check("racy.cpp").output, "");
  const std::string fixed = text_of("racy.cpp");
  fix({"racy.cpp"});
  EXPECT_EQ(text_of("racy.cpp"), fixed) << "a second -fix changes nothing";
}

TEST_F(Tidy, FixIsThatOfRacecheck) {
  for (const char* name :
       {"two_lines.c", "lock_forgotten.c", "two_on_a_line.cpp", "members_with_lock.cpp", "while_work_left.c"}) {
    SCOPED_TRACE(name);
    add(name, program(name));
    run({"--fix", name});
    const std::string own = text_of(name);
    add(name, program(name));
    const command::Outcome outcome = fix({name}, std::string(name).ends_with(".c") ? "-std=c17" : "-std=c++20");
    EXPECT_EQ(text_of(name), own) << outcome.output << outcome.errors;
    EXPECT_NE(own, program(name));
  }
}

TEST_F(Tidy, TwoVariablesAreFixedTogether) {
  add("two.cpp",
      "#include <thread>\nint n = 0;\nint k = 0;\nvoid job() {\n  ++n;\n  ++k;\n  n += 2;\n}\n"
      "int main() {\n  std::jthread a(job);\n  std::jthread b(job);\n}\n");
  const command::Outcome outcome = fix({"two.cpp"});
  const std::string fixed = text_of("two.cpp");
  EXPECT_EQ(fixed.find("#include <mutex>"), fixed.rfind("#include <mutex>")) << "what both need is included once\n" << fixed;
  EXPECT_TRUE(contains(fixed, "n_mutex") && contains(fixed, "k_mutex")) << fixed << outcome.errors;
  EXPECT_EQ(run({"two.cpp"}).exit_code, 0) << fixed;
}

TEST_F(Tidy, WhatIsSparedOrOffIsNotFixed) {
  std::string text = kRacy;
  text.insert(text.find("++n; }") + 6, "  // NOLINT(racelab-unguarded-update): a reason");
  add("racy.cpp", text);
  fix({"racy.cpp"});
  EXPECT_EQ(text_of("racy.cpp"), text);
  add("racy.cpp", kRacy);
  tidy({"-checks=-*,racelab-*,-racelab-unguarded-update", "-fix", "racy.cpp", "--", "-std=c++20"});
  EXPECT_EQ(text_of("racy.cpp"), kRacy);
}

}  // namespace
}  // namespace checker
