// The script that runs racecheck over real programs, on a small tree that is already there: what its line says, and how it ends.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/checker/findings.h"
#include "tests/command/command.h"

namespace {

namespace fs = std::filesystem;

constexpr const char* kRacy =
    "#include <pthread.h>\n"
    "\n"
    "static int n;\n"
    "static void* count(void* unused) {\n"
    "  n++;\n"
    "  return unused;\n"
    "}\n"
    "int main(void) {\n"
    "  pthread_t a, b;\n"
    "  pthread_create(&a, 0, count, 0);\n"
    "  pthread_create(&b, 0, count, 0);\n"
    "  pthread_join(a, 0);\n"
    "  return pthread_join(b, 0);\n"
    "}\n";

class RealCode : public testing::Test {
 protected:
  RealCode() : folder_(fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name()) {
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "tiny");
  }

  void write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }

  void write_tree() {
    write("tiny/main.c", kRacy);
    write("tiny/broken.c", "int f( {\n");
    const std::string folder = "\"directory\": \"" + (folder_ / "tiny").string() + "\", ";
    write("tiny/compile_commands.json", "[{" + folder + R"("file": "main.c", "arguments": ["cc", "-c", "main.c"]}, {)" + folder +
                                            R"("file": "broken.c", "arguments": ["cc", "-c", "broken.c"]}])");
  }

  /// A program in racecheck's place.
  std::string stand_in(const std::string& script) {
    write("stand_in", "#!/bin/sh\n" + script + "\n");
    fs::permissions(folder_ / "stand_in", fs::perms::owner_all);
    return (folder_ / "stand_in").string();
  }

  command::Outcome run(const std::string& racecheck, const std::vector<std::string>& options = {}) {
    std::vector<std::string> argv = {"/usr/bin/python3", "tests/real_code/real_code.py", "--racecheck", racecheck,
                                     "--work",           (folder_ / "work").string()};
    argv.insert(argv.end(), options.begin(), options.end());
    argv.push_back((folder_ / "tiny").string());
    return command::run(argv);
  }

  fs::path folder_;
};

/// The last line, word by word.
std::vector<std::string> words(const std::string& output) {
  std::stringstream lines(output);
  std::string line;
  std::string last;
  while (std::getline(lines, line)) last = line;
  std::stringstream stream(last);
  std::vector<std::string> result;
  while (stream >> line) result.push_back(line);
  return result;
}

std::string text_of(const fs::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST_F(RealCode, ALineTellsWhatBecameOfTheProgram) {
  write_tree();
  // Without a limit of memory: AddressSanitizer takes more address space than any machine has.
  const command::Outcome outcome = run(fs::absolute(checker::racecheck_path()).string(), {"--memory", "0"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output << outcome.errors;
  const std::vector<std::string> line = words(outcome.output);
  ASSERT_EQ(line.size(), 10U) << outcome.output;
  EXPECT_EQ(line[0], "tiny");
  EXPECT_EQ(line[2], "14") << "lines that are not empty";
  EXPECT_EQ(line[3], "2") << "units";
  EXPECT_EQ(line[4], "1") << "findings";
  EXPECT_EQ(line[7], "1") << "the unit that does not parse is lost";
  EXPECT_EQ(line[8], "0") << "crashes";
  EXPECT_EQ(line[9], "ok");
  EXPECT_NE(text_of(folder_ / "work/tiny.txt").find("'n' is updated by two threads"), std::string::npos);
}

TEST_F(RealCode, ACrashIsToldAndExitsWithOne) {
  write_tree();
  const command::Outcome outcome = run(stand_in("kill -SEGV $$"));
  EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
  ASSERT_EQ(words(outcome.output).size(), 10U) << outcome.output;
  EXPECT_EQ(words(outcome.output)[8], "1");
  EXPECT_EQ(words(outcome.output)[9], "SIGSEGV");
}

TEST_F(RealCode, WhatTakesTooLongIsEnded) {
  write_tree();
  const command::Outcome outcome = run(stand_in("exec sleep 1000"), {"--limit", "1"});
  EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
  ASSERT_EQ(words(outcome.output).size(), 10U) << outcome.output;
  EXPECT_EQ(words(outcome.output)[9], "time-out");
}

TEST_F(RealCode, ATreeThatCannotBeBuiltIsToldAndExitsWithTwo) {
  write("tiny/README", "nothing to build\n");
  const command::Outcome outcome = run(fs::absolute(checker::racecheck_path()).string());
  EXPECT_EQ(outcome.exit_code, 2) << outcome.output;
  EXPECT_NE(outcome.errors.find("told no compile commands"), std::string::npos) << outcome.errors;
}

}  // namespace
