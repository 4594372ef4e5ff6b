// --annotate and --annotate-dry-run as their users see them: what is shown, what is written, and what is left alone and why.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/checker/users_folder.h"
#include "tests/command/command.h"

namespace checker {
namespace {

constexpr const char* kStarts =
    "int main(void) {\n"
    "  pthread_t a, b;\n"
    "  pthread_create(&a, 0, job, 0);\n"
    "  pthread_create(&b, 0, job, 0);\n"
    "  pthread_join(a, 0);\n"
    "  pthread_join(b, 0);\n";

class AnnotateCommand : public UsersFolder {
 protected:
  /// What clang -Wthread-safety says; empty if it accepts the file.
  std::string objection(const std::string& file, const std::string& flag = "-std=gnu17") {
    const command::Outcome outcome = command::run(
        {"clang-19", "-fsyntax-only", "-Wall", "-Wthread-safety", "-Werror", flag, file}, {.folder = folder_.string()});
    return outcome.output + outcome.errors;
  }

  /// a.c is annotated, and Clang accepts it; answers what was said.
  std::string annotate(const std::string& text) {
    add("a.c", text);
    const command::Outcome outcome = run({"--annotate", "a.c"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output << outcome.errors;
    EXPECT_EQ(objection("a.c"), "") << text_of("a.c");
    return outcome.errors;
  }

  /// a.c or a.cpp stays as it is, and racecheck says why.
  void expect_left(const std::string& file, const std::string& text, const std::string& why) {
    add(file, text);
    const command::Outcome outcome = run({"--annotate", file});
    EXPECT_EQ(text_of(file), text);
    EXPECT_TRUE(contains(outcome.errors, why)) << outcome.errors;
  }

  static std::string with_main(const std::string& text, const std::string& rest = "") { return text + kStarts + rest + "}\n"; }
};

const std::string kCounter =
    "#include <pthread.h>\n"
    "static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
    "static int n = 1;\n";
const std::string kLockedJob =
    "static void *job(void *p) {\n  pthread_mutex_lock(&m);\n  n++;\n  pthread_mutex_unlock(&m);\n  return p;\n}\n";

TEST_F(AnnotateCommand, ADryRunShowsADiffAndChangesNothing) {
  const std::string text = with_main(kCounter + kLockedJob);
  add("a.c", text);
  const auto [code, output, errors] = run({"--annotate-dry-run", "a.c"});
  EXPECT_EQ(code, 0) << errors;
  EXPECT_TRUE(contains(output, "+static int n GUARDED_BY(m) = 1;\n")) << output;
  EXPECT_TRUE(contains(output, "+++ thread_annotations.h\n")) << output;
  EXPECT_TRUE(contains(errors, "racecheck: can be annotated: 'n' is guarded by 'm'\n")) << errors;
  EXPECT_EQ(text_of("a.c"), text);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "thread_annotations.h"));
}

TEST_F(AnnotateCommand, ClangAcceptsItAndFindsALockThatIsMissing) {
  annotate(with_main(kCounter + kLockedJob));
  std::string text = text_of("a.c");
  for (const char* call : {"  pthread_mutex_lock(&m);\n", "  pthread_mutex_unlock(&m);\n"}) {
    ASSERT_TRUE(contains(text, call));
    text.erase(text.find(call), std::string(call).size());
  }
  add("a.c", text);
  EXPECT_TRUE(contains(objection("a.c"), "writing variable 'n' requires holding mutex 'm' exclusively")) << objection("a.c");
}

TEST_F(AnnotateCommand, GccCompilesItToo) {
  annotate(with_main(
      kCounter +
      "static void add(void) {\n  n++;\n}\n"
      "static void *job(void *p) {\n  pthread_mutex_lock(&m);\n  add();\n  pthread_mutex_unlock(&m);\n  return p;\n}\n"));
  EXPECT_TRUE(contains(text_of("a.c"), "static void add(void) REQUIRES(m) {")) << text_of("a.c");
  const command::Outcome gcc = command::run({"gcc-12", "-fsyntax-only", "-Wall", "-Werror", "a.c"}, {.folder = folder_.string()});
  EXPECT_EQ(gcc.exit_code, 0) << gcc.errors;
}

TEST_F(AnnotateCommand, ASecondRunChangesNothing) {
  annotate(with_main(kCounter + kLockedJob));
  const std::string once = text_of("a.c");
  annotate(once);
  EXPECT_EQ(text_of("a.c"), once);
}

TEST_F(AnnotateCommand, WrappersAcquireAndRelease) {
  const std::string said = annotate(with_main(
      kCounter +
      "static void enter(void) {\n  pthread_mutex_lock(&m);\n}\nstatic void leave(void) {\n  pthread_mutex_unlock(&m);\n}\n"
      "static void *job(void *p) {\n  enter();\n  n++;\n  leave();\n  return p;\n}\n"));
  EXPECT_TRUE(contains(text_of("a.c"), "static void enter(void) ACQUIRE(m) {")) << text_of("a.c");
  EXPECT_TRUE(contains(text_of("a.c"), "static void leave(void) RELEASE(m) {")) << text_of("a.c");
  EXPECT_TRUE(contains(said, "racecheck: annotated: 'enter' acquires 'm'\n")) << said;
}

TEST_F(AnnotateCommand, ALockThatIsDeclaredBehindMovesBefore) {
  annotate(
      with_main("#include <pthread.h>\n// How often.\nstatic int n = 1;\n"
                "static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n" +
                kLockedJob));
  EXPECT_TRUE(contains(text_of("a.c"),
                       "static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n// How often.\n"
                       "static int n GUARDED_BY(m) = 1;\nstatic void *job"))
      << text_of("a.c");
}

TEST_F(AnnotateCommand, WhatRunsAloneIsLeftOutOfClangsAnalysis) {
  const std::string said = annotate(with_main(kCounter + kLockedJob, "  return n;\n"));
  EXPECT_TRUE(contains(text_of("a.c"), "int main(void) NO_THREAD_SAFETY_ANALYSIS {")) << text_of("a.c");
  EXPECT_TRUE(contains(said, "'main' is left out of Clang's analysis: line 16: reading variable 'n'")) << said;
}

TEST_F(AnnotateCommand, TheProgramsOwnMacrosAreUsed) {
  add("own.h",
      "#if defined(__clang__)\n#define MY_GUARDED(x) __attribute__((guarded_by(x)))\n#define MY_UNCHECKED "
      "__attribute__((no_thread_safety_analysis))\n#else\n#define MY_GUARDED(x)\n#define MY_UNCHECKED\n#endif\n");
  annotate(with_main("#include \"own.h\"\n" + kCounter + kLockedJob, "  return n;\n"));
  EXPECT_TRUE(contains(text_of("a.c"), "static int n MY_GUARDED(m) = 1;")) << text_of("a.c");
  EXPECT_TRUE(contains(text_of("a.c"), "int main(void) MY_UNCHECKED {")) << text_of("a.c");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "thread_annotations.h"));
}

TEST_F(AnnotateCommand, AMemberOfAClassNamesTheLockBesideIt) {
  add("a.cpp",
      "#include <pthread.h>\n\n#include <thread>\n"
      "struct Account {\n  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;\n  int balance = 0;\n"
      "  void pay(int sum) {\n    pthread_mutex_lock(&lock);\n    balance += sum;\n    pthread_mutex_unlock(&lock);\n  }\n};\n"
      "Account account;\n"
      "int main() {\n  std::thread a([] { account.pay(1); });\n  std::thread b([] { account.pay(2); });\n  a.join();\n  "
      "b.join();\n}\n");
  const command::Outcome outcome = run({"--annotate", "a.cpp"});
  EXPECT_TRUE(contains(text_of("a.cpp"), "int balance GUARDED_BY(lock) = 0;")) << text_of("a.cpp") << outcome.errors;
  EXPECT_EQ(objection("a.cpp", "-std=gnu++20"), "");
}

TEST_F(AnnotateCommand, WhatClangCannotCheckIsLeftAndSaysWhy) {
  expect_left(
      "a.cpp",
      "#include <mutex>\n#include <thread>\nstd::mutex m;\nint n = 0;\nvoid job() {\n  std::scoped_lock guard(m);\n  ++n;\n}\n"
      "int main() {\n  std::jthread a(job);\n  std::jthread b(job);\n}\n",
      "racecheck: not annotated: 'n': to Clang, 'std::mutex', the type of 'm', is no lock; that of libc++ is one: -- "
      "-stdlib=libc++ -D_LIBCPP_ENABLE_THREAD_SAFETY_ANNOTATIONS\n");
  expect_left("b.c",
              with_main("#include <pthread.h>\nstruct shop {\n  pthread_mutex_t lock;\n  int stock;\n};\n"
                        "static struct shop shop = {PTHREAD_MUTEX_INITIALIZER, 3};\n"
                        "static void *job(void *p) {\n  pthread_mutex_lock(&shop.lock);\n  shop.stock--;\n"
                        "  pthread_mutex_unlock(&shop.lock);\n  return p;\n}\n"),
              "racecheck: not annotated: 'stock': in C, Clang 19 does not connect a member with the lock beside it\n");
}

TEST_F(AnnotateCommand, WhatRacesIsReportedAndNotAnnotated) {
  const std::string text = with_main(kCounter +
                                     "static void *job(void *p) {\n  n++;\n  pthread_mutex_lock(&m);\n  n++;\n"
                                     "  pthread_mutex_unlock(&m);\n  return p;\n}\n");
  add("a.c", text);
  const auto [code, output, errors] = run({"--annotate", "a.c"});
  EXPECT_EQ(code, 1);
  EXPECT_EQ(text_of("a.c"), text);
  EXPECT_TRUE(contains(errors, "racecheck: not annotated: 'n': no lock is held at all of its uses: see line 5\n")) << errors;
}

TEST_F(AnnotateCommand, ASummaryHasNoSourceToAnnotate) {
  add("a.c", with_main(kCounter + kLockedJob));
  EXPECT_EQ(run({"--summarize", "a.sum", "a.c"}).exit_code, 0);
  const auto [code, output, errors] = run({"--merge", "--annotate", "a.sum"});
  EXPECT_EQ(code, 2);
  EXPECT_TRUE(contains(errors, "annotations need the source files: name them without --merge\n")) << errors;
}

/// The first block of the page in a language.
std::string block_of(const std::string& page, const std::string& language) {
  const std::string opening = "\n```" + language + "\n";
  const std::size_t begin = page.find(opening) + opening.size();
  return page.substr(begin, page.find("\n```", begin) + 1 - begin);
}

TEST_F(AnnotateCommand, ThePageShowsWhatIsPrinted) {
  std::stringstream page;
  page << std::ifstream("docs/annotate.md").rdbuf();
  add("shop.c", block_of(page.str(), "c"));
  const std::string diff = run({"--annotate-dry-run", "shop.c"}).output;
  const std::size_t begin = diff.find("--- shop.c");
  EXPECT_EQ(diff.substr(begin, diff.find("--- thread_annotations.h") - begin), block_of(page.str(), "diff"));
  EXPECT_EQ(run({"--annotate", "shop.c"}).exit_code, 0);
  EXPECT_EQ(objection("shop.c"), "");
}

}  // namespace
}  // namespace checker
