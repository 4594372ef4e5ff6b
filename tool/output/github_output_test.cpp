#include "tool/output/github_output.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tool/finding.h"
#include "tool/note.h"
#include "tool/output/run_report.h"
#include "tool/sample_finding.h"
#include "tool/source_text.h"

namespace check {
namespace {

std::string printed(const std::string& file, const std::string& message, const RunReport& run = {}) {
  const std::string folder = write_test_file(file, kSampleSource);
  SourceText source(folder);
  Finding finding = sample_finding(folder + "/" + file);
  if (!message.empty()) finding.message = message;
  return github_output(std::vector{finding}, run, source);
}

TEST(GithubOutput, AFindingIsOneCommandWithItsStory) {
  EXPECT_EQ(printed("src/sample.cpp", ""),
            "::warning file=src/sample.cpp,line=2,col=10,title=racelab-unguarded-update::'v.value' is updated by two processes"
            "%0Afirst access: updates 'v.value', locks held: none at src/sample.cpp:2:10"
            "%0Afirst access: starts the process that runs 'job' at src/sample.cpp:5:19"
            "%0Asecond access: updates 'v.value', locks held: 'v.get_lock()' (taken at src/sample.cpp:1:6), 'l' as a reader at "
            "src/sample.cpp:2:10"
            "%0Asecond access: starts the process that runs 'job' at src/sample.cpp:6:3"
            "%0Athey may run in parallel: neither is joined before the other starts\n");
}

TEST(GithubOutput, WhatWouldEndACommandIsEscaped) {
  const std::string text = printed("a,b%c.cpp", "100% of 'x:y', \r\nnext");
  EXPECT_TRUE(text.starts_with("::warning file=a%2Cb%25c.cpp,line=2,")) << text;
  EXPECT_NE(text.find("::100%25 of 'x:y', %0D%0Anext%0A"), std::string::npos) << text;
  EXPECT_EQ(text.find('\n'), text.size() - 1);
}

TEST(GithubOutput, AColonInAFileNameDoesNotEndTheProperty) {
  EXPECT_TRUE(printed("x:y.cpp", "").starts_with("::warning file=x%3Ay.cpp,line=2,"));
}

TEST(GithubOutput, NotesAreNotices) {
  const Note note{"racelab-unused-suppression", {"s.cpp", 4, 7, ""}, "50% is unused"};
  const Note of_a_file{"racelab-outdated-baseline", {"base.json", 0, 0, ""}, "gone"};
  const std::string text = printed("s.cpp", "", {"1.2.3", 1, {}, {}, {}, 0, 0, {note, of_a_file}});
  EXPECT_TRUE(
      text.ends_with("\n::notice file=s.cpp,line=4,title=racelab-unused-suppression::50%25 is unused\n"
                     "::notice file=base.json,title=racelab-outdated-baseline::gone\n"))
      << text;
}

TEST(GithubOutput, WhatWasNotAnalysedIsAnError) {
  const std::string text = printed("s.cpp", "", {"1.2.3", 2, {}, {"'50%.c' does not parse"}, {}});
  EXPECT_TRUE(text.ends_with("\n::error::not analysed: '50%25.c' does not parse\n")) << text;
}

}  // namespace
}  // namespace check
