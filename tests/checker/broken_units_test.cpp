// A file at which the compiler or racecheck crashes, or does not come to an end, costs itself alone: the race in the other file
// is still found, and the exit code says that not all was looked at.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/checker/users_folder.h"
#include "tests/command/command.h"

namespace checker {
namespace {

/// In C, which is parsed in no time, also where the machine has much to do.
constexpr const char* kRacyC =
    "#include <pthread.h>\n"
    "int n;\n"
    "void* job(void* p) { ++n; return p; }\n"
    "int main(void) {\n"
    "  pthread_t a, b;\n"
    "  pthread_create(&a, 0, job, 0);\n"
    "  pthread_create(&b, 0, job, 0);\n"
    "}\n";

class BrokenUnits : public UsersFolder {
 protected:
  /// Runs with a racy file beside; `sentence` is what is said of the broken one.
  void expect_told(const std::string& sentence, const std::vector<std::string>& arguments) {
    add("racy.c", kRacyC);
    std::vector<std::string> all = arguments;
    all.insert(all.begin(), "racy.c");
    const auto [code, output, errors] = run(all);
    EXPECT_EQ(code, 2);
    EXPECT_TRUE(output.starts_with("racy.c:3:")) << output;
    EXPECT_TRUE(contains(errors, "racecheck: not analysed: " + sentence)) << errors;
    EXPECT_TRUE(contains(errors, "racecheck: 1 file analysed, 1 finding\n")) << errors;
  }
};

TEST_F(BrokenUnits, ACrashOfTheParser) {
  add("broken.c", "#pragma clang __debug parser_crash\nint x;\n");
  expect_told("internal bug: a crash while 'broken.c' was analysed (", {"broken.c"});
}

TEST_F(BrokenUnits, AFatalErrorOfTheCompiler) {
  add("broken.c", "#pragma clang __debug llvm_fatal_error\nint x;\n");
  expect_told("internal bug: a crash while 'broken.c' was analysed (", {"broken.c"});
}

TEST_F(BrokenUnits, AnExpressionThatIsTooDeepForTheStack) {
  std::string sum = "a";
  for (int i = 0; i < 1'000'000; ++i) sum += "-a";
  add("deep.c", "int f(int a) { return " + sum + "; }\n");
  expect_told("internal bug: a crash while 'deep.c' was analysed (", {"deep.c"});
}

TEST_F(BrokenUnits, AComputationWithoutEnd) {
  add("endless.cpp", "constexpr int spin() {\n  int i = 0;\n  for (;;) i ^= 1;\n  return i;\n}\nconstexpr int x = spin();\n");
  expect_told("'endless.cpp' was given up after 10 seconds: --time-limit gives it more\n",
              {"endless.cpp", "--time-limit=10", "--", "-fconstexpr-steps=4000000000"});
}

TEST_F(BrokenUnits, AHeaderThatIncludesItself) {
  add("self.h", "#include \"self.h\"\n");
  add("broken.c", "#include \"self.h\"\n");
  expect_told("'broken.c' does not parse\n", {"broken.c"});
}

TEST_F(BrokenUnits, AllOfThemAtOnce) {
  std::vector<std::string> files;
  for (int i = 0; i < 5; ++i) {
    files.push_back("broken" + std::to_string(i) + ".c");
    add(files.back(), "#pragma clang __debug parser_crash\n");
  }
  files.emplace_back("--jobs=3");
  expect_told("internal bug: a crash while 'broken4.c' was analysed (", files);
}

}  // namespace
}  // namespace checker
