#include "tool/compile_command.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tool/options.h"

namespace check {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

class CompileCommandsTest : public testing::Test {
 protected:
  CompileCommandsTest() : folder_(fs::path(std::getenv("TEST_TMPDIR")) / "project") {
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "src");
    for (const char* name : {"a.c", "b.cpp", "src/d.cc", "e.h", "notes.txt"}) std::ofstream(folder_ / name) << "\n";
    defaults_.resource_folder = "/llvm/lib/clang/19";
    defaults_.runtime_headers = "/racelab";
  }

  CompileCommands commands(const Words& files, const Words& flags = {}) {
    Options options;
    options.files = files;
    options.compiler_flags = flags;
    return compile_commands(options, defaults_, folder_);
  }

  CompileCommands from_database(const std::string& text, const Words& files = {}, const Words& flags = {}) {
    fs::create_directories(folder_ / "build");
    std::ofstream(folder_ / "build/compile_commands.json") << text;
    Options options;
    options.files = files;
    options.compiler_flags = flags;
    options.database_folder = "build";
    return compile_commands(options, defaults_, folder_);
  }

  std::string entry(const std::string& file, const std::string& command) {
    return R"({"directory": ")" + (folder_ / "build").string() + R"(", "file": ")" + file + R"(", "command": ")" + command +
           "\"}";
  }

  fs::path folder_;
  Defaults defaults_;
};

bool has(const Words& words, const std::string& word) { return std::ranges::find(words, word) != words.end(); }

std::size_t position(const Words& words, const std::string& word) {
  return static_cast<std::size_t>(std::ranges::find(words, word) - words.begin());
}

TEST_F(CompileCommandsTest, TheNameTellsTheLanguage) {
  const CompileCommands result = commands({"a.c", "b.cpp", "src/d.cc"});
  ASSERT_EQ(result.commands.size(), 3U);
  EXPECT_TRUE(has(result.commands[0].arguments, "-std=gnu17"));
  EXPECT_TRUE(has(result.commands[1].arguments, "-std=gnu++20"));
  EXPECT_TRUE(has(result.commands[2].arguments, "-std=gnu++20"));
  EXPECT_EQ(result.flags_from, "C++20 and C17");
  EXPECT_EQ(commands({"a.c"}).flags_from, "C17");
  EXPECT_EQ(commands({"b.cpp"}).flags_from, "C++20");
}

TEST_F(CompileCommandsTest, DefaultsStandBeforeTheUsersFlags) {
  const Words arguments = commands({"b.cpp"}, {"-std=c++17", "-Iinclude"}).commands.at(0).arguments;
  EXPECT_EQ(arguments.front(), "/llvm/bin/clang");
  EXPECT_EQ(arguments.back(), "b.cpp");
  EXPECT_LT(position(arguments, "-std=gnu++20"), position(arguments, "-std=c++17"));
  EXPECT_EQ(arguments.at(position(arguments, "-resource-dir") + 1), "/llvm/lib/clang/19");
  EXPECT_EQ(arguments.at(position(arguments, "-idirafter") + 1), "/racelab");
  EXPECT_EQ(commands({"b.cpp"}, {"-std=c++17"}).flags_from, "the standard of your flags");
}

TEST_F(CompileCommandsTest, WithoutTheRuntimeNoFolderIsNamed) {
  defaults_.runtime_headers.clear();
  EXPECT_FALSE(has(commands({"b.cpp"}).commands.at(0).arguments, "-idirafter"));
}

TEST_F(CompileCommandsTest, AFileNamedTwiceIsTakenOnce) {
  EXPECT_EQ(commands({"a.c", "./a.c", "src/../a.c"}).commands.size(), 1U);
}

TEST_F(CompileCommandsTest, WhatCannotBeCheckedIsASentence) {
  EXPECT_EQ(commands({"gone.c"}).problems, Words{"'gone.c' cannot be read: No such file or directory"});
  EXPECT_EQ(commands({"src"}).problems, Words{"'src' is a folder: name the source files in it"});
  EXPECT_EQ(commands({"e.h"}).problems, Words{"'e.h' is a header: name the source files that include it"});
  EXPECT_EQ(commands({"notes.txt"}).problems,
            Words{"'notes.txt' is neither C nor C++ by its name (.c .cc .cpp .cxx): tell its language by -- -x c++"});
}

TEST_F(CompileCommandsTest, AProblemCostsItsFileAlone) {
  const CompileCommands result = commands({"gone.c", "a.c"});
  EXPECT_EQ(result.problems.size(), 1U);
  ASSERT_EQ(result.commands.size(), 1U);
  EXPECT_EQ(result.commands[0].shown, "a.c");
}

TEST_F(CompileCommandsTest, ALanguageInTheFlagsWins) {
  EXPECT_TRUE(has(commands({"notes.txt"}, {"-x", "c++"}).commands.at(0).arguments, "-std=gnu++20"));
  EXPECT_TRUE(has(commands({"b.cpp"}, {"-xc"}).commands.at(0).arguments, "-std=gnu17"));
}

TEST_F(CompileCommandsTest, ADatabaseGivesFilesAndFlags) {
  const CompileCommands result = from_database(
      "[" + entry("../a.c", "gcc -DX=1 -c ../a.c") + "," + entry("../b.cpp", "g++ -std=c++17 -c ../b.cpp") + "]", {}, {"-DY"});
  ASSERT_EQ(result.problems, Words{});
  ASSERT_EQ(result.commands.size(), 2U);
  EXPECT_EQ(result.commands[0].file, folder_ / "a.c");
  EXPECT_EQ(result.commands[0].shown, "a.c");
  EXPECT_EQ(result.commands[0].folder, folder_ / "build");
  EXPECT_EQ(result.commands[0].arguments.front(), "/llvm/bin/clang");
  EXPECT_EQ(result.commands[1].arguments.front(), "/llvm/bin/clang++");
  EXPECT_TRUE(has(result.commands[0].arguments, "-DX=1"));
  EXPECT_TRUE(has(result.commands[0].arguments, "-DY"));
  EXPECT_EQ(result.flags_from, "build/compile_commands.json");
}

TEST_F(CompileCommandsTest, CodeForGccIsToldAGccOfOurTime) {
  const CompileCommands result = from_database("[" + entry("../a.c", "x86_64-linux-gnu-gcc-12 -c ../a.c") + "," +
                                               entry("../b.cpp", "clang++ -c ../b.cpp") + "]");
  ASSERT_EQ(result.commands.size(), 2U);
  EXPECT_TRUE(has(result.commands[0].arguments, "-fgnuc-version=6"));
  EXPECT_FALSE(has(result.commands[1].arguments, "-fgnuc-version=6"));
}

TEST_F(CompileCommandsTest, WhatTheProjectsCompilerAcceptsIsNoErrorInADatabaseEither) {
  const std::string text = "[" + entry("../a.c", "gcc -Werror -c ../a.c") + "," + entry("../b.cpp", "g++ -c ../b.cpp") + "]";
  const CompileCommands result = from_database(text);
  ASSERT_EQ(result.commands.size(), 2U);
  EXPECT_TRUE(has(result.commands[0].arguments, "-Wno-error=implicit-function-declaration"));
  EXPECT_TRUE(has(result.commands[1].arguments, "-Wno-error=reserved-user-defined-literal"));
}

TEST_F(CompileCommandsTest, FlagsThatOnlyGccKnowsAreLeftOut) {
  const CompileCommands result =
      from_database("[" +
                    entry("../a.c",
                          "gcc -mpreferred-stack-boundary=6 -mavx2 -fconserve-stack -fno-canonical-system-headers "
                          "-Xclang -fconserve-stack -c ../a.c") +
                    "]");
  ASSERT_EQ(result.commands.size(), 1U);
  EXPECT_FALSE(has(result.commands[0].arguments, "-fno-canonical-system-headers"));
  EXPECT_FALSE(has(result.commands[0].arguments, "-mpreferred-stack-boundary=6"));
  EXPECT_EQ(std::ranges::count(result.commands[0].arguments, "-fconserve-stack"), 1) << "the one that is an argument of another";
  EXPECT_TRUE(has(result.commands[0].arguments, "-mavx2"));
}

TEST_F(CompileCommandsTest, OfADatabaseOnlyTheNamedFilesAreTaken) {
  const std::string text = "[" + entry("../a.c", "gcc -c ../a.c") + "," + entry("../b.cpp", "g++ -c ../b.cpp") + "]";
  ASSERT_EQ(from_database(text, {"b.cpp"}).commands.size(), 1U);
  EXPECT_EQ(from_database(text, {"b.cpp"}).commands[0].file, folder_ / "b.cpp");
  EXPECT_EQ(from_database(text, {"src/d.cc"}).problems,
            Words{"'src/d.cc' is not in 'build/compile_commands.json': it has no flags"});
}

TEST_F(CompileCommandsTest, ADatabaseThatIsNoneIsAProblem) {
  for (const char* text : {"", "{}", "[]", "[{\"file\": 3}]", "not json at all"}) {
    const CompileCommands result = from_database(text);
    EXPECT_TRUE(result.commands.empty()) << text;
    ASSERT_EQ(result.problems.size(), 1U) << text;
    EXPECT_TRUE(result.problems[0].starts_with("'build/compile_commands.json' cannot be used: ")) << result.problems[0];
  }
}

TEST_F(CompileCommandsTest, AFileOfTheDatabaseThatIsGoneIsAProblem) {
  const CompileCommands result = from_database("[" + entry("../gone.c", "gcc -c ../gone.c") + "]");
  EXPECT_TRUE(result.commands.empty());
  EXPECT_EQ(result.problems, Words{"'gone.c' cannot be read: No such file or directory"});
}

}  // namespace
}  // namespace check
