#include "tool/suppress/baseline.h"

#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

#include "tool/sample_finding.h"

namespace check {
namespace {

/// A baseline that was written to a file and read again.
Baseline read_again(const Baseline& baseline) {
  const std::variant<Baseline, std::string> parsed = Baseline::parse(baseline.text());
  EXPECT_TRUE(std::holds_alternative<Baseline>(parsed)) << baseline.text();
  return std::get<Baseline>(parsed);
}

std::string problem_of(const std::string& text) {
  const std::variant<Baseline, std::string> parsed = Baseline::parse(text);
  return std::holds_alternative<std::string>(parsed) ? std::get<std::string>(parsed) : "";
}

class BaselineTest : public testing::Test {
 protected:
  BaselineTest() : folder_(write_test_file("sample.cpp", kSampleSource)), source_(folder_) {}

  std::string folder_;
  SourceText source_;
  Finding finding_ = sample_finding("sample.cpp");
};

TEST_F(BaselineTest, KnowsWhatItWasMadeOf) {
  Baseline baseline = read_again(Baseline::of({finding_}, source_));
  EXPECT_TRUE(baseline.takes(finding_, source_));
  EXPECT_TRUE(baseline.left().empty());
}

TEST_F(BaselineTest, AnEntryCoversOneFinding) {
  Baseline baseline = read_again(Baseline::of({finding_}, source_));
  EXPECT_TRUE(baseline.takes(finding_, source_));
  EXPECT_FALSE(baseline.takes(finding_, source_)) << "a copy of the line in the same function is new";
  Baseline two = read_again(Baseline::of({finding_, finding_}, source_));
  EXPECT_TRUE(two.takes(finding_, source_));
  EXPECT_TRUE(two.takes(finding_, source_));
}

TEST_F(BaselineTest, LineNumbersAndIndentationDoNotCount) {
  Baseline baseline = read_again(Baseline::of({finding_}, source_));
  SourceText moved(write_test_file("moved.cpp", "\n\n\n    v.value  +=  num;\n"));
  Finding below = sample_finding("moved.cpp");
  below.first.place.line = below.second->place.line = 4;
  EXPECT_TRUE(baseline.takes(below, moved));
}

TEST_F(BaselineTest, RuleFunctionAndTextCount) {
  const Baseline baseline = read_again(Baseline::of({finding_}, source_));
  Finding rule = finding_;
  rule.rule = "racelab-other";
  Finding function = finding_;
  function.first.place.function = "other";
  Finding text = finding_;
  text.first.place.line = 4;
  for (const Finding& other : {rule, function, text}) {
    Baseline copy = baseline;
    EXPECT_FALSE(copy.takes(other, source_));
    EXPECT_EQ(copy.left().size(), 1U);
  }
}

TEST_F(BaselineTest, BytesThatAreNotUtf8AreFoundAgain) {
  SourceText source(write_test_file("latin.cpp", "\n++n; // \xfc\n"));
  const Finding finding = sample_finding("latin.cpp");
  EXPECT_TRUE(read_again(Baseline::of({finding}, source)).takes(finding, source));
}

TEST_F(BaselineTest, KeepsWhatNobodyLookedFor) {
  Finding other = finding_;
  other.rule = "racelab-of-another-run";
  const Baseline older = Baseline::of({finding_, other}, source_);
  Baseline baseline;
  baseline.keep_entries_of_other_checks(older, Selection());
  ASSERT_EQ(baseline.left().size(), 1U) << "the entry of the check that is on came from no finding";
  EXPECT_TRUE(baseline.takes(other, source_));
}

TEST_F(BaselineTest, DoesNotDependOnTheOrderOfFindings) {
  Finding other = finding_;
  other.rule = "racelab-other";
  EXPECT_EQ(Baseline::of({finding_, other}, source_).text(), Baseline::of({other, finding_}, source_).text());
}

TEST(BaselineText, WhatIsWrongIsSaid) {
  EXPECT_EQ(problem_of(""), "it is not JSON");
  EXPECT_EQ(problem_of("{\"racecheck_baseline\": 1, \"findings\": ["), "it is not JSON");
  EXPECT_EQ(problem_of("[]"), "it has no version");
  EXPECT_EQ(problem_of("{}"), "it has no version");
  EXPECT_EQ(problem_of("{\"racecheck_baseline\": 2}"), "its version is not 1");
  EXPECT_EQ(problem_of("{\"racecheck_baseline\": 1}"), "an entry is not as racecheck writes it");
  EXPECT_EQ(problem_of("{\"racecheck_baseline\": 1, \"findings\": {}}"), "its findings are no list");
  for (const std::string entry : {"7", "{}", "{\"rule\": 1}", "{\"rule\": \"r\", \"file\": \"f\", \"accesses\": []}",
                                  "{\"rule\": \"r\", \"file\": \"f\", \"accesses\": [{}, {}]}"}) {
    EXPECT_EQ(problem_of("{\"racecheck_baseline\": 1, \"findings\": [" + entry + "]}"), "an entry is not as racecheck writes it")
        << entry;
  }
}

}  // namespace
}  // namespace check
