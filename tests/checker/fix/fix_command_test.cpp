// --fix and --fix-dry-run as their users see them: what is shown, what is changed, and what is left alone and why.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/checker/users_folder.h"
#include "tests/command/command.h"

namespace checker {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr const char* kMain =
    "#include <pthread.h>\n"
    "void *job(void *);\n"
    "int main(void) {\n"
    "  pthread_t a, b;\n"
    "  pthread_create(&a, 0, job, 0);\n"
    "  pthread_create(&b, 0, job, 0);\n"
    "  pthread_join(a, 0);\n"
    "  pthread_join(b, 0);\n"
    "}\n";

class FixCommand : public UsersFolder {
 protected:
  FixCommand() { add("main.c", kMain); }

  /// job.c has `text`, which --fix must leave as it is and say `why`.
  void expect_left_alone(const std::string& text, const std::string& why) {
    add("job.c", text);
    const auto [code, output, errors] = run({"--fix", "main.c", "job.c"});
    EXPECT_EQ(code, 1) << errors;
    EXPECT_NE(errors.find(why), std::string::npos) << errors;
    EXPECT_EQ(text_of("job.c"), text);
    EXPECT_EQ(text_of("main.c"), kMain);
    EXPECT_NE(output.find("warning: "), std::string::npos) << "what is not fixed is still reported";
  }
};

constexpr const char* kJob = "static int n;\n\nvoid *job(void *p) {\n  n++;\n  return p;\n}\n";

TEST_F(FixCommand, ADryRunShowsADiffAndChangesNothing) {
  add("job.c", kJob);
  const auto [code, output, errors] = run({"--fix-dry-run", "main.c", "job.c"});
  EXPECT_EQ(code, 1);
  EXPECT_EQ(output,
            "--- job.c\n+++ job.c\n"
            "@@ -1,6 +1,11 @@\n"
            "+#include <pthread.h>\n"
            "+\n"
            " static int n;\n"
            "+static pthread_mutex_t n_mutex = PTHREAD_MUTEX_INITIALIZER;\n"
            " \n"
            " void *job(void *p) {\n"
            "+  pthread_mutex_lock(&n_mutex);\n"
            "   n++;\n"
            "+  pthread_mutex_unlock(&n_mutex);\n"
            "   return p;\n"
            " }\n");
  EXPECT_NE(errors.find("racecheck: can be fixed: 'n' is guarded by the new 'n_mutex'\n"), std::string::npos) << errors;
  EXPECT_EQ(text_of("job.c"), kJob);
}

TEST_F(FixCommand, TheDiffIsOneThatPatchApplies) {
  add("job.c", kJob);
  add("fix.diff", run({"--fix-dry-run", "main.c", "job.c"}).output);
  EXPECT_EQ(command::run({"patch", "-p0", "-i", "fix.diff"}, {.folder = folder_.string()}).exit_code, 0);
  const std::string patched = text_of("job.c");
  add("job.c", kJob);
  EXPECT_EQ(run({"--fix", "main.c", "job.c"}).exit_code, 0);
  EXPECT_EQ(text_of("job.c"), patched);
}

TEST_F(FixCommand, WhatIsFixedIsNoLongerReported) {
  add("job.c", kJob);
  const auto [code, output, errors] = run({"--fix", "main.c", "job.c"});
  EXPECT_EQ(code, 0) << errors;
  EXPECT_EQ(output, "");
  EXPECT_NE(errors.find("racecheck: fixed: 'n' is guarded by the new 'n_mutex'\n"), std::string::npos) << errors;
  EXPECT_EQ(run({"main.c", "job.c"}).exit_code, 0);
}

TEST_F(FixCommand, AVariableOfTwoFilesGetsOneMutex) {
  add("job.c", "#include <pthread.h>\n\nint n;\nvoid more(void);\n\nvoid *job(void *p) {\n  n++;\n  more();\n  return p;\n}\n");
  add("more.c", "extern int n;\n\nvoid more(void) { n += 2; }\n");
  const auto [code, output, errors] = run({"--fix", "main.c", "job.c", "more.c"});
  EXPECT_EQ(code, 0) << output << errors;
  EXPECT_NE(text_of("job.c").find("\npthread_mutex_t n_mutex = PTHREAD_MUTEX_INITIALIZER;\n"), std::string::npos)
      << text_of("job.c");
  EXPECT_NE(text_of("more.c").find("\nextern pthread_mutex_t n_mutex;\n"), std::string::npos) << text_of("more.c");
}

TEST_F(FixCommand, SarifCarriesTheFix) {
  add("job.c", kJob);
  const Json sarif = Json::parse(run({"--fix-dry-run", "--format=sarif", "main.c", "job.c"}).output);
  const Json changes = sarif["runs"][0]["results"][0].at("fixes").at(0).at("artifactChanges");
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].at("artifactLocation").at("uri"), "job.c");
  const Json first = changes[0].at("replacements").at(0);
  EXPECT_GE(first.at("deletedRegion").at("startLine").get<int>(), 1);
  EXPECT_FALSE(first.at("insertedContent").at("text").get<std::string>().empty());
  const Json plain = Json::parse(run({"--format=sarif", "main.c", "job.c"}).output);
  EXPECT_FALSE(plain["runs"][0]["results"][0].contains("fixes")) << "a fix is looked for when it is asked for";
}

TEST_F(FixCommand, AConfigurationsFormatIsThatOfADryRun) {
  add("job.c", kJob);
  add(".racecheck", "{\"format\": \"sarif\"}");
  const Json sarif = Json::parse(run({"--fix-dry-run", "main.c", "job.c"}).output);
  EXPECT_TRUE(sarif["runs"][0]["results"][0].contains("fixes"));
}

TEST_F(FixCommand, AThreadThatTheConfigurationNamesIsFixedToo) {
  const std::string text =
      "void my_start(void *(*job)(void *), void *argument);\n"
      "static int n;\n"
      "static void *job(void *p) {\n  n++;\n  return p;\n}\n"
      "int main(void) {\n  my_start(job, 0);\n  my_start(job, 0);\n}\n";
  add("own.c", text);
  EXPECT_EQ(run({"--fix", "own.c"}).exit_code, 0) << "without names nothing starts";
  EXPECT_EQ(text_of("own.c"), text);
  add(".racecheck", "{\"names\": {\"start_thread\": [{\"name\": \"my_start\", \"function\": 0, \"argument\": 1}]}}");
  const auto [code, output, errors] = run({"--fix", "own.c"});
  EXPECT_EQ(code, 0) << output << errors;
  EXPECT_NE(text_of("own.c").find("n_mutex"), std::string::npos) << errors;
  EXPECT_EQ(run({"own.c"}).exit_code, 0);
}

TEST_F(FixCommand, AnObjectThatIsLeftDoesNotKeepAnotherFromItsLock) {
  add("job.c",
      "static int n;\nstatic int k;\n#define COUNT k++; (void)0\n\n"
      "void *job(void *p) {\n  n++;\n  if (p == 0) {\n    COUNT;\n  }\n  return p;\n}\n");
  const auto [code, output, errors] = run({"--fix", "main.c", "job.c"});
  EXPECT_EQ(code, 1);
  EXPECT_NE(errors.find("racecheck: fixed: 'n' is guarded by the new 'n_mutex'\n"), std::string::npos) << errors;
  EXPECT_NE(errors.find("racecheck: not fixed: 'k' in line 8 is left as it is: "), std::string::npos) << errors;
  EXPECT_EQ(output.find("'n'"), std::string::npos) << output;
  EXPECT_NE(output.find("'k'"), std::string::npos) << output;
}

TEST_F(FixCommand, WhatAMacroWritesIsLeft) {
  expect_left_alone("static int n;\n#define COUNT n++; (void)0\nvoid *job(void *p) {\n  COUNT;\n  return p;\n}\n", "macro");
}

TEST_F(FixCommand, AHeaderElsewhereIsLeft) {
  fs::create_directories(folder_ / "../elsewhere");
  std::ofstream(folder_ / "../elsewhere/count.h") << "static int n;\nstatic void count(void) { n++; }\n";
  expect_left_alone("#include \"../elsewhere/count.h\"\nvoid *job(void *p) {\n  count();\n  return p;\n}\n",
                    "outside of this folder");
}

TEST_F(FixCommand, AnUpdateThatMustWaitForAnotherLockIsLeft) {
  expect_left_alone(
      "#include <pthread.h>\nstatic int n;\nstatic pthread_mutex_t other = PTHREAD_MUTEX_INITIALIZER;\n"
      "static int *slow(void) {\n  pthread_mutex_lock(&other);\n  pthread_mutex_unlock(&other);\n  return &n;\n}\n"
      "void *job(void *p) {\n  *slow() += 1;\n  return p;\n}\n",
      "takes a lock");
}

TEST_F(FixCommand, ASummaryHasNoSourceToFix) {
  EXPECT_EQ(run({"--summarize", "main.sum", "main.c"}).exit_code, 0);
  const auto [code, output, errors] = run({"--merge", "--fix", "main.sum"});
  EXPECT_EQ(code, 2);
  EXPECT_NE(errors.find("racecheck: error: a fix needs the source files: name them without --merge\n"), std::string::npos)
      << errors;
}

/// The first block of the page in a language.
std::string block_of(const std::string& page, const std::string& language) {
  const std::string opening = "\n```" + language + "\n";
  const std::size_t begin = page.find(opening) + opening.size();
  return page.substr(begin, page.find("\n```", begin) + 1 - begin);
}

TEST_F(FixCommand, ThePageShowsWhatIsPrinted) {
  std::stringstream page;
  page << std::ifstream("docs/fixes.md").rdbuf();
  add("shop.c", block_of(page.str(), "c"));
  EXPECT_EQ(run({"--fix-dry-run", "shop.c"}).output, block_of(page.str(), "diff"));
  EXPECT_EQ(run({"--fix", "shop.c"}).exit_code, 0);
}

}  // namespace
}  // namespace checker
