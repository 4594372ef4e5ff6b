// The command as its users see it: what it prints where, its exit codes, and what it finds by itself.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/checker/findings.h"
#include "tests/checker/users_folder.h"
#include "tests/command/command.h"

namespace checker {
namespace {

class CommandLine : public UsersFolder {};

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

TEST_F(CommandLine, AFindingIsAWarningInClangsFormatAndExitOne) {
  add("racy.cpp", kRacy);
  const auto [code, output, errors] = run({"racy.cpp"});
  EXPECT_EQ(code, 1);
  EXPECT_TRUE(output.starts_with("racy.cpp:3:")) << output;
  EXPECT_TRUE(contains(first_line(output), ": warning: ")) << output;
  EXPECT_TRUE(first_line(output).ends_with("[racelab-unguarded-update]")) << output;
  EXPECT_TRUE(contains(output, "    3 | void job() { ++n; }\n")) << output;
  EXPECT_TRUE(contains(output, "note: first access: updates 'n', locks held: none\n")) << output;
  EXPECT_TRUE(contains(output, "note: second access: updates 'n', locks held: none\n")) << output;
  EXPECT_TRUE(contains(output, "racy.cpp:5:")) << "the start of a thread\n" << output;
  EXPECT_TRUE(contains(output, "racy.cpp:6:")) << "the start of the other\n" << output;
  EXPECT_TRUE(contains(output, "note: they may run in parallel: ")) << output;
  EXPECT_FALSE(contains(output, "\033")) << "no colour but on a terminal\n" << output;
}

TEST_F(CommandLine, TheRunItselfIsTalkedAboutOnStandardError) {
  add("racy.cpp", kRacy);
  const std::string errors = run({"racy.cpp"}).errors;
  EXPECT_TRUE(errors.starts_with("racecheck: defaults: C++20; runtime/mp.h: ")) << errors;
  EXPECT_TRUE(
      errors.ends_with("racecheck: 1 file analysed, 1 finding\n"
                       "racecheck: next: racecheck --explain racelab-unguarded-update\n"))
      << errors;
}

TEST_F(CommandLine, NothingFoundIsExitZeroAndAnEmptyOutput) {
  add("clean.cpp", kClean);
  const auto [code, output, errors] = run({"clean.cpp"});
  EXPECT_EQ(code, 0) << output;
  EXPECT_EQ(output, "");
  EXPECT_TRUE(contains(errors, "racecheck: 1 file analysed, 0 findings\nracecheck: next: racecheck --list-checks")) << errors;
}

TEST_F(CommandLine, AMissingFileIsExitTwoAndTheRestIsAnalysed) {
  add("racy.cpp", kRacy);
  const auto [code, output, errors] = run({"gone.cpp", "racy.cpp"});
  EXPECT_EQ(code, 2);
  EXPECT_TRUE(contains(output, "racy.cpp:3:"));
  EXPECT_TRUE(contains(errors, "racecheck: not analysed: 'gone.cpp' cannot be read: No such file or directory\n")) << errors;
  EXPECT_TRUE(contains(errors, "racecheck: 1 file analysed, 1 finding\n")) << errors;
}

TEST_F(CommandLine, CodeThatDoesNotParseShowsTheCompilersWords) {
  add("bad.c", "#include \"config.h\"\nint main(void) { return X; }\n");
  const auto [code, output, errors] = run({"bad.c"});
  EXPECT_EQ(code, 2);
  EXPECT_EQ(output, "");
  EXPECT_TRUE(contains(errors, "bad.c:1:10: fatal error: 'config.h' file not found\n")) << errors;
  EXPECT_TRUE(contains(errors, "racecheck: not analysed: 'bad.c' does not parse\n")) << errors;
  EXPECT_TRUE(contains(errors, "racecheck: next: racecheck bad.c -- FLAGS, with the flags that your compiler gets\n")) << errors;
}

TEST_F(CommandLine, ManyFilesAreNotRepeated) {
  add("bad.c", "int main(void) { return X; }\n");
  const std::string errors = run({"bad.c", "1.c", "2.c", "3.c"}).errors;
  EXPECT_TRUE(contains(errors, "racecheck: next: racecheck FILES -- FLAGS, with the flags that your compiler gets\n")) << errors;
}

TEST_F(CommandLine, FlagsForTheCompilerFollowTwoDashes) {
  add("bad.c", "#include \"config.h\"\nint main(void) { return X; }\n");
  add("include/config.h", "");
  const auto [code, output, errors] = run({"bad.c", "--", "-Iinclude", "-DX=0"});
  EXPECT_EQ(code, 0) << errors;
}

TEST_F(CommandLine, BadUsageIsOneSentenceAndExitTwo) {
  add("racy.cpp", kRacy);
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{},
                                                    {"--nonsense", "racy.cpp"},
                                                    {"--format=xml", "racy.cpp"},
                                                    {"-j", "0", "racy.cpp"},
                                                    {"racy.cpp", "--resource-dir", "include"},
                                                    {"--explain", "racelab-nonsense"},
                                                    {"--checks=racelab-nonsense", "racy.cpp"},
                                                    {"--checks=-*", "racy.cpp"},
                                                    {"racy.cpp", "--output", "no/such/folder"}}) {
    const auto [code, output, errors] = run(arguments);
    EXPECT_EQ(code, 2) << errors;
    EXPECT_EQ(output, "");
    EXPECT_TRUE(contains(errors, "racecheck: error: ")) << errors;
    EXPECT_TRUE(errors.ends_with("racecheck: next: racecheck --help\n")) << errors;
  }
}

TEST_F(CommandLine, AFullDeviceIsToldAndExitTwo) {
  add("racy.cpp", kRacy);
  const auto [code, output, errors] = run({"racy.cpp", "--output", "/dev/full"});
  EXPECT_EQ(code, 2);
  EXPECT_TRUE(contains(errors, "cannot be written to '/dev/full': No space left on device")) << errors;
}

TEST_F(CommandLine, SeveralFilesAreOneProgram) {
  add("main.c",
      "#include <pthread.h>\nvoid *job(void *);\nint main(void) {\n  pthread_t a, b;\n"
      "  pthread_create(&a, 0, job, 0);\n  pthread_create(&b, 0, job, 0);\n"
      "  pthread_join(a, 0);\n  pthread_join(b, 0);\n}\n");
  add("job.c", "static int n;\nvoid *job(void *p) {\n  ++n;\n  return p;\n}\n");
  const auto [code, output, errors] = run({"main.c", "job.c"});
  EXPECT_EQ(code, 1) << errors;
  EXPECT_TRUE(output.starts_with("job.c:3:")) << output;
  EXPECT_TRUE(contains(output, "main.c:5:")) << output;
  EXPECT_EQ(run({"main.c"}).exit_code, 0);
}

TEST_F(CommandLine, SarifGoesIntoAFile) {
  add("racy.cpp", kRacy);
  const auto [code, output, errors] = run({"--format=sarif", "--output", "out.sarif", "racy.cpp", "gone.c"});
  EXPECT_EQ(code, 2);
  EXPECT_EQ(output, "");
  const auto sarif = nlohmann::json::parse(text_of("out.sarif"));
  EXPECT_EQ(sarif.at("runs").at(0).at("results").size(), 1U);
  EXPECT_EQ(sarif.at("runs").at(0).at("invocations").at(0).at("exitCode"), 2);
  EXPECT_EQ(sarif.at("runs").at(0).at("invocations").at(0).at("executionSuccessful"), false);
}

TEST_F(CommandLine, SarifGoesToStandardOutputByDefault) {
  add("racy.cpp", kRacy);
  EXPECT_EQ(nlohmann::json::parse(run({"--format=sarif", "racy.cpp"}).output).at("version"), "2.1.0");
}

TEST_F(CommandLine, FlagsComeFromACompileDatabase) {
  add("src/racy.cpp", std::string("#ifdef RACY\n") + kRacy + "#endif\n");
  add("build/compile_commands.json",
      R"([{"directory": "..", "file": "src/racy.cpp", "command": "g++ -std=c++20 -DRACY -c src/racy.cpp"}])");
  const auto [code, output, errors] = run({"-p", "build"});
  EXPECT_EQ(code, 1) << errors;
  EXPECT_TRUE(output.starts_with("src/racy.cpp:4:")) << output;
  EXPECT_TRUE(contains(errors, "defaults: build/compile_commands.json; ")) << errors;
}

TEST_F(CommandLine, AFileOfTheDatabaseThatDoesNotParseIsNamedAsItsUserWould) {
  add("src/bad.cpp", "int main() { return X; }\n");
  add("build/compile_commands.json", R"([{"directory": "..", "file": "src/bad.cpp", "command": "g++ -c src/bad.cpp"}])");
  const auto [code, output, errors] = run({"-p", "build"});
  EXPECT_EQ(code, 2);
  EXPECT_TRUE(contains(errors, "racecheck: not analysed: 'src/bad.cpp' does not parse\n")) << errors;
  EXPECT_TRUE(contains(errors, "next: racecheck -p build -- FLAGS, with the flags")) << errors;
}

TEST_F(CommandLine, TheRuntimesHeadersAreFoundFromAnyFolder) {
  add("mine.cpp", "#include \"runtime/mp.h\"\nint main() { mp::Value<int> v(0); }\n");
  const auto [code, output, errors] = run({"mine.cpp"});
  EXPECT_EQ(code, 0) << output << errors;
}

TEST_F(CommandLine, BazelRunWorksInItsUsersFolder) {
  add("racy.cpp", kRacy);
  const auto outcome = command::run({racecheck_path(), "racy.cpp"},
                                    {.environment = {{"BUILD_WORKING_DIRECTORY", folder_.string()}}, .folder = "/"});
  EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
  EXPECT_TRUE(outcome.output.starts_with("racy.cpp:3:")) << outcome.output;
  EXPECT_TRUE(contains(outcome.errors, "next: bazel run //tool -- --explain racelab-unguarded-update\n")) << outcome.errors;
}

TEST_F(CommandLine, TheChecksAreListedAndExplained) {
  const auto list = run({"--list-checks"});
  EXPECT_EQ(list.exit_code, 0);
  EXPECT_TRUE(contains(list.output, "racelab-unguarded-update (on, atomicity)\n    Two threads or processes")) << list.output;
  const auto page = run({"--explain", "racelab-unguarded-update"});
  EXPECT_EQ(page.exit_code, 0);
  EXPECT_TRUE(page.output.starts_with("# racelab-unguarded-update\n")) << page.output;
}

TEST_F(CommandLine, ChecksAreTurnedOnAndOff) {
  add("racy.cpp", kRacy);
  EXPECT_EQ(run({"--checks=*", "racy.cpp"}).exit_code, 1);
  EXPECT_EQ(run({"--checks=-*,racelab-unguarded-update", "racy.cpp"}).exit_code, 1);
  const auto off = run({"--checks=-racelab-unguarded-update", "racy.cpp"});
  EXPECT_EQ(off.exit_code, 0) << off.output;
  EXPECT_TRUE(contains(run({"--checks=-racelab-unguarded-update", "--list-checks"}).output, "racelab-unguarded-update (off, "));
}

TEST_F(CommandLine, HelpAndVersionAreAnswers) {
  EXPECT_EQ(run({"--help"}).exit_code, 0);
  EXPECT_TRUE(contains(run({"--help"}).output, "Exit codes: 0 nothing found, 1 findings, 2 something could not be checked."));
  EXPECT_EQ(run({"--version"}).exit_code, 0);
  EXPECT_TRUE(run({"--version"}).output.starts_with("racecheck 0.1.0 (parses with Clang 19."));
}

/// Two threads that race, and before them so many calls of three functions that take a lock: such calls are told apart.
std::string program_with_calls(int count) {
  std::string code =
      "#include <pthread.h>\nint next(int); int n, sum; pthread_mutex_t m;\nvoid* job(void* p) { ++n; return p; }\n";
  std::string main = "int main(void) {\n";
  for (const std::string name : {"a", "b", "c"}) {
    code += "void " + name +
            "(int k) { pthread_mutex_lock(&m); while (next(k)) while (next(-k)) sum += k; pthread_mutex_unlock(&m); }\n";
    for (int i = 0; i < count; ++i) main += "  " + name + "(" + std::to_string(i) + ");\n";
  }
  return code + main + "  pthread_t a, b;\n  pthread_create(&a, 0, job, 0);\n  pthread_create(&b, 0, job, 0);\n}\n";
}

TEST_F(CommandLine, AProgramThatIsTooLargeIsToldToBe) {
  const std::string sentence =
      "racecheck: the program is too large to be followed to its end, and races may be missing: name the files of one program "
      "only\n";
  add("large.c", program_with_calls(3000));
  EXPECT_TRUE(contains(run({"--cache", "kept", "large.c"}).errors, sentence));
  EXPECT_TRUE(contains(run({"--cache", "kept", "large.c"}).errors, sentence)) << "also when the findings are known";
  add("small.c", program_with_calls(3));
  const auto [code, output, errors] = run({"small.c"});
  EXPECT_EQ(code, 1);
  EXPECT_FALSE(contains(errors, sentence)) << errors;
}

TEST_F(CommandLine, ADatabasesNamesAreRelativeToItsOwnFolder) {
  add("src/racy.cpp", "#include \"job.h\"\nint main() {\n  std::jthread a(job);\n  std::jthread b(job);\n}\n");
  add("include/job.h", "#include <thread>\ninline int n = 0;\ninline void job() { ++n; }\n");
  add("build/compile_commands.json",
      R"([{"directory": ")" + (folder_ / "build").string() +
          R"(", "file": "../src/racy.cpp", "command": "c++ -std=c++20 -I../include -c ../src/racy.cpp"}])");
  const command::Outcome outcome = run({"-p", "build"});
  EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
  EXPECT_TRUE(contains(outcome.output, "include/job.h:3:23: warning: 'n' is updated")) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "inline void job() { ++n; }")) << outcome.output;
}

}  // namespace
}  // namespace checker
