#include "tool/output/junit_output.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tool/finding.h"
#include "tool/output/run_report.h"
#include "tool/sample_finding.h"
#include "tool/source_text.h"

namespace check {
namespace {

class JunitOutput : public testing::Test {
 protected:
  JunitOutput() : folder_(write_test_file("a&b/sample.cpp", kSampleSource)), source_(folder_) {
    findings_ = {sample_finding(folder_ + "/a&b/sample.cpp")};
    run_ = {"1.2.3", 1, {folder_ + "/a&b/sample.cpp", folder_ + "/clean.c"}, {}, {"racelab-unguarded-update", "racelab-x"}};
  }

  std::string printed() { return junit_output(findings_, run_, source_); }
  bool prints(const std::string& part) { return printed().find(part) != std::string::npos; }

  std::string folder_;
  SourceText source_;
  std::vector<Finding> findings_;
  RunReport run_;
};

TEST_F(JunitOutput, AFileAndACheckAreATestCase) {
  EXPECT_TRUE(prints("<testsuite name=\"racecheck\" tests=\"4\" failures=\"1\" errors=\"0\">")) << printed();
  EXPECT_TRUE(prints("<testcase classname=\"a&amp;b/sample.cpp\" name=\"racelab-unguarded-update\">")) << printed();
  EXPECT_TRUE(prints("<testcase classname=\"a&amp;b/sample.cpp\" name=\"racelab-x\"/>")) << printed();
  EXPECT_TRUE(prints("<testcase classname=\"clean.c\" name=\"racelab-unguarded-update\"/>")) << printed();
}

TEST_F(JunitOutput, AFailureShowsTheFindingAsText) {
  EXPECT_TRUE(
      prints("<failure type=\"racelab-unguarded-update\" message=\"'v.value' is updated by two processes\">"
             "a&amp;b/sample.cpp:2:10: warning: 'v.value'"))
      << printed();
  EXPECT_TRUE(prints("note: they may run in parallel: neither is joined before the other starts&#10;</failure>")) << printed();
}

TEST_F(JunitOutput, SeveralFindingsAreOneFailure) {
  findings_.push_back(findings_[0]);
  EXPECT_TRUE(prints("failures=\"1\"")) << printed();
  EXPECT_TRUE(prints("message=\"'v.value' is updated by two processes (and 1 more)\"")) << printed();
}

TEST_F(JunitOutput, AFindingInAHeaderHasATestCaseOfItsOwn) {
  findings_ = {sample_finding(folder_ + "/counter.h")};
  EXPECT_TRUE(prints("tests=\"5\" failures=\"1\"")) << printed();
  EXPECT_TRUE(prints("<testcase classname=\"counter.h\" name=\"racelab-unguarded-update\">")) << printed();
}

TEST_F(JunitOutput, WhatWasNotAnalysedIsAnError) {
  run_.not_analysed = {"'<x>.c' does not parse"};
  EXPECT_TRUE(prints("tests=\"5\" failures=\"1\" errors=\"1\"")) << printed();
  EXPECT_TRUE(prints("<error message=\"'&lt;x&gt;.c' does not parse\"/>")) << printed();
}

TEST_F(JunitOutput, CharactersThatXmlForbidsAreReplaced) {
  findings_[0].message = "\x01 \xff \xEF\xBF\xBE \"quoted\"\nnext";
  EXPECT_TRUE(prints("message=\"\xEF\xBF\xBD \xEF\xBF\xBD \xEF\xBF\xBD &quot;quoted&quot;&#10;next\"")) << printed();
}

}  // namespace
}  // namespace check
