// The real llvm-symbolizer, asked about the code of this test and of libraries.
#include "runtime/sanitizer/symbols/symbolizer.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/prctl.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "runtime/sanitizer/system/shared_for_test.h"

namespace race {

[[gnu::noinline]] int a_function_with_a_name(int number) { return number * 2 + 1; }

namespace {

constexpr std::uintptr_t kIntoTheFunction = 2;

std::string name(Symbolizer& symbolizer, std::uintptr_t code) {
  char buffer[2000];
  return std::string(symbolizer.name(code, buffer));
}

std::uintptr_t code_of(int (*function)(int)) { return reinterpret_cast<std::uintptr_t>(function) + kIntoTheFunction; }

std::vector<pid_t> children() {
  std::ifstream file("/proc/self/task/" + std::to_string(getpid()) + "/children");
  return {std::istream_iterator<pid_t>(file), std::istream_iterator<pid_t>()};
}

std::ptrdiff_t open_files() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator());
}

TEST(Symbolizer, NamesAFunctionOfTheProgram) {
  LlvmSymbolizer symbolizer;
  const std::string answer = name(symbolizer, code_of(a_function_with_a_name));
  EXPECT_EQ(answer.find("\nrace::a_function_with_a_name(int)\n"), 0U) << answer;
}

TEST(Symbolizer, NamesAFunctionOfALibrary) {
  LlvmSymbolizer symbolizer;
  const std::string answer = name(symbolizer, code_of(abs));
  EXPECT_EQ(answer.find('/'), 0U) << answer;
  EXPECT_NE(answer.find("/libc.so.6\nabs\n"), std::string::npos) << answer;
}

TEST(Symbolizer, KnowsNothingOfWhatIsNoCode) {
  LlvmSymbolizer symbolizer;
  EXPECT_EQ(name(symbolizer, 0x10), "");
  EXPECT_TRUE(children().empty()) << "started for nothing";
}

TEST(Symbolizer, AnswersManyQuestionsInTheirOrder) {
  LlvmSymbolizer symbolizer;
  const std::string ours = name(symbolizer, code_of(a_function_with_a_name));
  const std::string theirs = name(symbolizer, code_of(abs));
  for (int i = 0; i < 50; ++i) {
    ASSERT_EQ(name(symbolizer, code_of(a_function_with_a_name)), ours);
    ASSERT_EQ(name(symbolizer, code_of(abs)), theirs);
  }
  EXPECT_EQ(children().size(), 1U);
}

TEST(Symbolizer, DropsWhatDoesNotFitAndAnswersTheNextQuestion) {
  LlvmSymbolizer symbolizer;
  char small[10];
  EXPECT_EQ(symbolizer.name(code_of(a_function_with_a_name), small), "\nrace::a_f");
  EXPECT_NE(name(symbolizer, code_of(abs)).find("\nabs\n"), std::string::npos);
}

TEST(Symbolizer, LeavesNeitherProcessNorDescriptor) {
  const std::ptrdiff_t before = open_files();
  {
    LlvmSymbolizer symbolizer;
    name(symbolizer, code_of(abs));
    EXPECT_EQ(children().size(), 1U);
  }
  EXPECT_TRUE(children().empty());
  EXPECT_EQ(open_files(), before);
}

TEST(Symbolizer, ThatIsKilledCostsTheNamesOnly) {
  LlvmSymbolizer symbolizer;
  ASSERT_NE(name(symbolizer, code_of(abs)), "");
  for (const pid_t helper : children()) kill(helper, SIGKILL);
  const std::string answer = name(symbolizer, code_of(a_function_with_a_name));
  EXPECT_EQ(answer, "\n");
  EXPECT_EQ(name(symbolizer, code_of(a_function_with_a_name)), "\n");
  EXPECT_TRUE(children().empty());
}

TEST(Symbolizer, DiesWithTheProcessThatAsks) {
  ASSERT_EQ(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
  pid_t& helper = shared_zeroed<pid_t>();
  Child child([&helper] {
    LlvmSymbolizer symbolizer;
    name(symbolizer, code_of(abs));
    __atomic_store_n(&helper, children().at(0), __ATOMIC_RELEASE);
    for (;;) pause();
  });
  while (__atomic_load_n(&helper, __ATOMIC_ACQUIRE) == 0) sched_yield();
  child.kill_and_reap();
  int status = 0;
  ASSERT_EQ(waitpid(helper, &status, 0), helper);
  EXPECT_EQ(WTERMSIG(status), SIGKILL);
}

// A forked child has a copy of the parent's, and asks one of its own.
TEST(Symbolizer, OfAParentIsNotDisturbedByItsChild) {
  LlvmSymbolizer symbolizer;
  const std::string ours = name(symbolizer, code_of(a_function_with_a_name));
  Child child([&] {
    LlvmSymbolizer own;
    for (int i = 0; i < 10; ++i) {
      if (name(own, code_of(a_function_with_a_name)) != ours) _exit(1);
    }
  });
  for (int i = 0; i < 10; ++i) EXPECT_EQ(name(symbolizer, code_of(a_function_with_a_name)), ours);
  EXPECT_EQ(child.reap(), 0);
}

}  // namespace
}  // namespace race
