#include "tool/frontend.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "tool/compile_command.h"
#include "tool/options.h"
#include "tool/toolchain.h"

namespace check {
namespace {

namespace fs = std::filesystem;

class Frontend : public testing::Test {
 protected:
  Frontend() : folder_(fs::path(std::getenv("TEST_TMPDIR")) / "frontend") {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }

  void add(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    options_.files.push_back(name);
  }

  std::vector<CompileCommand> commands() {
    const Defaults defaults{find_resource_folder().value(), ""};
    return compile_commands(options_, defaults, folder_).commands;
  }

  fs::path folder_;
  Options options_;
};

TEST_F(Frontend, ParsesWithTheStandardLibrariesOfBothLanguages) {
  add("a.c", "#include <pthread.h>\n#include <stdatomic.h>\n#include <threads.h>\npthread_rwlock_t l;\n");
  add("b.cpp", "#include <barrier>\n#include <future>\n#include <semaphore>\n#include <thread>\nstd::jthread t;\n");
  std::atomic<int> parsed = 0;
  for (const UnitOutcome& outcome : parse_all(commands(), 2, false, [&](std::size_t, clang::ASTContext&) { ++parsed; })) {
    EXPECT_EQ(outcome.status, UnitStatus::kParsed) << outcome.messages;
    EXPECT_EQ(outcome.messages, "");
  }
  EXPECT_EQ(parsed, 2);
}

TEST_F(Frontend, ErrorsAreTheCompilersAndCostTheirFileAlone) {
  add("bad.c", "int main(void) {\n  return missing;\n}\n");
  add("good.c", "int main(void) { return 0; }\n");
  std::vector<std::size_t> parsed;
  const auto outcomes = parse_all(commands(), 1, false, [&](std::size_t index, clang::ASTContext&) { parsed.push_back(index); });
  EXPECT_EQ(parsed, std::vector<std::size_t>{1});
  EXPECT_EQ(outcomes[0].status, UnitStatus::kDoesNotParse);
  EXPECT_TRUE(outcomes[0].messages.starts_with("bad.c:2:10: error: use of undeclared identifier 'missing'\n"))
      << outcomes[0].messages;
  EXPECT_EQ(outcomes[1].status, UnitStatus::kParsed);
}

TEST_F(Frontend, FlagsThatMakeNoSenseDoNotParse) {
  options_.compiler_flags = {"--no-such-flag"};
  add("a.c", "int x;\n");
  const auto outcomes = parse_all(commands(), 1, false, [](std::size_t, clang::ASTContext&) { FAIL(); });
  EXPECT_EQ(outcomes[0].status, UnitStatus::kDoesNotParse);
  EXPECT_NE(outcomes[0].messages.find("--no-such-flag"), std::string::npos);
}

TEST_F(Frontend, FlagsThatWriteFilesWriteNone) {
  options_.compiler_flags = {"-c", "-o", "out.o", "-MMD", "-MF", "out.d"};
  add("a.c", "int x;\n");
  const auto outcomes = parse_all(commands(), 1, false, [](std::size_t, clang::ASTContext&) {});
  EXPECT_EQ(outcomes[0].status, UnitStatus::kParsed) << outcomes[0].messages;
  std::set<std::string> files;
  for (const auto& entry : fs::directory_iterator(folder_)) files.insert(entry.path().filename());
  EXPECT_EQ(files, std::set<std::string>{"a.c"});
}

TEST_F(Frontend, OldCWithWarningsIsParsed) {
  add("old.c", "main() { undeclared(1); int x = \"a\"; return x; }\n");
  const auto outcomes = parse_all(commands(), 1, false, [](std::size_t, clang::ASTContext&) {});
  EXPECT_EQ(outcomes[0].status, UnitStatus::kParsed) << outcomes[0].messages;
}

TEST_F(Frontend, ACrashCostsItsFileAlone) {
  for (const char* name : {"a.c", "b.c", "c.c"}) add(name, "int x;\n");
  const auto outcomes = parse_all(commands(), 2, false, [](std::size_t index, clang::ASTContext&) {
    if (index == 1) raise(SIGSEGV);
  });
  EXPECT_EQ(outcomes[0].status, UnitStatus::kParsed);
  EXPECT_EQ(outcomes[1].status, UnitStatus::kCrashed);
  EXPECT_EQ(outcomes[2].status, UnitStatus::kParsed);
}

TEST_F(Frontend, MoreFilesThanJobsAreAllParsed) {
  for (int i = 0; i < 9; ++i) add("f" + std::to_string(i) + ".c", "int x;\n");
  std::atomic<unsigned> seen = 0;
  parse_all(commands(), 2, false, [&](std::size_t index, clang::ASTContext&) { seen |= 1U << index; });
  EXPECT_EQ(seen, 0x1ffU);
}

TEST(Survives, TellsACrashFromAnEnd) {
  bool ran = false;
  EXPECT_TRUE(survives([&] { ran = true; }));
  EXPECT_TRUE(ran);
  EXPECT_FALSE(survives([] { std::abort(); }));
}

TEST(Toolchain, FindsClangsOwnHeadersBesideItsLibrary) {
  const auto folder = find_resource_folder();
  ASSERT_TRUE(folder.has_value());
  EXPECT_TRUE(is_resource_folder(*folder));
  EXPECT_FALSE(is_resource_folder("/usr"));
}

TEST(Toolchain, FindsTheRuntimeAboveTheProgramAndAmongItsRunfiles) {
  const fs::path root = fs::path(std::getenv("TEST_TMPDIR")) / "layout";
  fs::create_directories(root / "tool");
  fs::create_directories(root / "bin/racecheck.runfiles/racelab/runtime");
  std::ofstream(root / "bin/racecheck.runfiles/racelab/runtime/mp.h") << "\n";
  EXPECT_EQ(find_runtime_headers((root / "bin/racecheck").string()), root / "bin/racecheck.runfiles/racelab");
  fs::create_directories(root / "runtime");
  std::ofstream(root / "runtime/mp.h") << "\n";
  EXPECT_EQ(find_runtime_headers((root / "tool/racecheck").string()), root);
}

}  // namespace
}  // namespace check
