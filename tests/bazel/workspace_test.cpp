// racecheck in a Bazel workspace of somebody else: `bazel build --config=racecheck`, its cache, and compile_commands.json.
//
// A Bazel of its own runs here, in folders of this test. It takes the racecheck that is already built, so it only has to run it.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/command/command.h"
#include "tests/readme/transcript.h"

namespace {

namespace fs = std::filesystem;

constexpr const char* kWorkspace =
    "local_repository(name = \"rules_cc\", path = \"third_party/rules_cc\")\n"
    "local_repository(name = \"rules_java\", path = \"/usr/share/bazel/rules/java\")\n"
    "local_repository(name = \"rules_proto\", path = \"/usr/share/bazel/rules/proto\")\n";

constexpr const char* kTool =
    "sh_binary(name = \"racecheck\", srcs = [\"racecheck.sh\"], visibility = [\"//visibility:public\"])\n"
    "sh_binary(name = \"compile_commands\", srcs = [\"compile_commands.py\"])\n"
    "label_flag(name = \"racecheck_config\", build_setting_default = \":no_config\", visibility = [\"//visibility:public\"])\n"
    "filegroup(name = \"no_config\")\n";

constexpr const char* kPrograms =
    "cc_library(name = \"counter\", srcs = [\"counter.cpp\"], hdrs = [\"counter.h\"], copts = [\"-DSTEP=1\"])\n"
    "cc_library(name = \"locked_counter\", srcs = [\"locked_counter.cpp\"], hdrs = [\"counter.h\"], local_defines = "
    "[\"STEP=1\"])\n"
    "cc_binary(name = \"racy\", srcs = [\"main.cpp\"], linkopts = [\"-pthread\"], deps = [\":counter\"])\n"
    "cc_binary(name = \"locked\", srcs = [\"main.cpp\"], linkopts = [\"-pthread\"], deps = [\":locked_counter\"])\n";

constexpr const char* kPrecompiled =
    "cc_library(name = \"quick\", srcs = [\"quick.cpp\"], copts = [\"-include-pch\", \"$(BINDIR)/headers.pch\",\n"
    "    \"-Xclang\", \"-fdepfile-entry=$(BINDIR)/headers.pch\"])\n";

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

std::string text_of(const fs::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::string all_of(const command::Outcome& outcome) { return outcome.errors + outcome.output; }

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class Workspace : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    fs::remove_all(root());
    write(root() / "WORKSPACE", kWorkspace);
    write(root() / "tool/BUILD", kTool);
    write(root() / "tool/racecheck.sh", "#!/bin/sh\nexec " + fs::absolute("tool/racecheck").string() + " \"$@\"\n");
    fs::permissions(root() / "tool/racecheck.sh", fs::perms(0755));
    write(root() / "tests/bazel/BUILD", kPrograms);
    for (const char* file : {".bazelrc", "tool/racecheck.bzl", "tool/compile_commands.py", "tests/bazel/main.cpp",
                             "tests/bazel/counter.h", "tests/bazel/counter.cpp", "tests/bazel/locked_counter.cpp"}) {
      fs::copy_file(file, root() / file);
    }
    write(root() / "third_party/rules_cc/WORKSPACE", "");
    fs::copy("../rules_cc/cc", root() / "third_party/rules_cc/cc");
  }

  static void TearDownTestSuite() { bazel({"shutdown"}); }

  static fs::path root() { return fs::path(std::getenv("TEST_TMPDIR")) / "workspace"; }

  /// In a test, Bazel keeps its outputs below TEST_TMPDIR, and its server goes after 15 idle seconds.
  static command::Outcome bazel(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "bazel");
    return command::run(arguments, {.environment = {{"HOME", root()}}, .folder = root(), .limit = std::chrono::minutes(4)});
  }

  /// Looks for races; the sources that had to be summarised are in `summarised`, their names one after the other.
  static command::Outcome check(const std::string& target, std::string& summarised) {
    command::Outcome outcome = bazel({"build", "--config=racecheck", "--subcommands", "--color=no", "--curses=no", target});
    summarised.clear();
    std::istringstream lines(outcome.errors);
    for (std::string line; std::getline(lines, line);) {
      const std::size_t name = line.find("Summarising ");
      if (line.starts_with("SUBCOMMAND") && name != std::string::npos)
        summarised += fs::path(line.substr(name, line.find('\'', name) - name)).filename().string() + " ";
    }
    return outcome;
  }
};

TEST_F(Workspace, IsScannedByBazelsOwnCache) {
  std::string summarised;
  const command::Outcome first = check("//tests/bazel:locked", summarised);
  EXPECT_EQ(first.exit_code, 0) << first.errors;
  EXPECT_TRUE(summarised == "main.cpp locked_counter.cpp " || summarised == "locked_counter.cpp main.cpp ") << first.errors;

  EXPECT_EQ(check("//tests/bazel:locked", summarised).exit_code, 0);
  EXPECT_EQ(summarised, "");

  write(root() / "tests/bazel/locked_counter.cpp", "// Changed.\n" + text_of(root() / "tests/bazel/locked_counter.cpp"));
  EXPECT_EQ(check("//tests/bazel:locked", summarised).exit_code, 0);
  EXPECT_EQ(summarised, "locked_counter.cpp ");
}

TEST_F(Workspace, AFindingFailsTheBuildAndIsShown) {
  std::string summarised;
  const command::Outcome outcome = check("//tests/bazel:racy", summarised);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_TRUE(contains(outcome.output, "tests/bazel/counter.cpp:7:16: warning: ")) << all_of(outcome);
}

TEST_F(Workspace, GoesByItsConfiguration) {
  write(root() / "BUILD", "exports_files([\".racecheck\"])\n");
  write(root() / ".racecheck", "{\"checks\": \"-racelab-unguarded-update\"}\n");
  const command::Outcome outcome =
      bazel({"build", "--config=racecheck", "--//tool:racecheck_config=//:.racecheck", "//tests/bazel:racy"});
  EXPECT_EQ(outcome.exit_code, 0) << all_of(outcome);
  fs::remove(root() / "BUILD");
  fs::remove(root() / ".racecheck");
}

/// In the order of the page, in which one command may rely on what an earlier one has made.
TEST_F(Workspace, DoesWhatThePageSays) {
  std::size_t commands = 0;
  for (const readme::Step& step : readme::steps_of(text_of("docs/bazel.md"))) {
    std::istringstream words(step.command);
    std::vector<std::string> argv{std::istream_iterator<std::string>(words), {}};
    const std::string program = argv.front();
    argv.erase(argv.begin());
    ASSERT_TRUE(program == "bazel" || program == "cat") << step.command;
    const std::string output = program == "cat" ? text_of(root() / argv.at(0)) : all_of(bazel(argv));
    EXPECT_TRUE(program != "cat" || fs::exists(root() / argv.at(0))) << step.command;
    EXPECT_TRUE(readme::matches(step, readme::lines_of(output))) << step.command << "\n" << output;
    ++commands;
  }
  EXPECT_EQ(commands, 6U);
}

TEST_F(Workspace, HasCompileCommandsThatRacecheckTakes) {
  const command::Outcome written = bazel({"run", "//tool:compile_commands", "--", "//tests/bazel/..."});
  EXPECT_EQ(written.exit_code, 0) << written.errors;
  EXPECT_TRUE(contains(written.output, "compile_commands: wrote 3 commands to ")) << written.output;
  const auto commands = nlohmann::json::parse(text_of(root() / "compile_commands.json"));
  EXPECT_EQ(commands.at(0).at("directory"), root().string());
  EXPECT_EQ(commands.at(0).at("file"), "tests/bazel/counter.cpp");

  const auto check = [](const std::string& counter) {
    return command::run({fs::absolute("tool/racecheck").string(), "-p", ".", "tests/bazel/main.cpp", counter},
                        {.folder = root()});
  };
  const command::Outcome racy = check("tests/bazel/counter.cpp");
  EXPECT_EQ(racy.exit_code, 1) << racy.errors;
  EXPECT_TRUE(racy.output.starts_with("tests/bazel/counter.cpp:7:16: warning: ")) << racy.output;
  EXPECT_EQ(check("tests/bazel/locked_counter.cpp").exit_code, 0);
}

TEST_F(Workspace, HeadersThatItsBuildPrecompilesAreRead) {
  write(root() / "quick/BUILD", kPrecompiled);
  write(root() / "quick/quick.cpp", "int answer() { return 42; }\n");
  std::string summarised;
  const command::Outcome built = check("//quick", summarised);
  EXPECT_EQ(built.exit_code, 0) << all_of(built);
  EXPECT_EQ(summarised, "quick.cpp ");

  const command::Outcome written = bazel({"run", "//tool:compile_commands", "--", "//quick"});
  EXPECT_TRUE(contains(written.output, "compile_commands: wrote 1 commands to ")) << all_of(written);
  EXPECT_FALSE(contains(text_of(root() / "compile_commands.json"), "pch"));
  const std::string racecheck = fs::absolute("tool/racecheck").string();
  const command::Outcome checked = command::run({racecheck, "-p", ".", "quick/quick.cpp"}, {.folder = root()});
  EXPECT_EQ(checked.exit_code, 0) << all_of(checked);
  fs::remove_all(root() / "quick");
}

}  // namespace
