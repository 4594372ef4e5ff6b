#include "tool/suppress/sift.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tool/sample_finding.h"

namespace check {
namespace {

class Sift : public testing::Test {
 protected:
  Sift() : source_(write_test_file("sample.cpp", kSampleSource)) {}

  SourceText source_;
  Selection selection_;
  Finding finding_ = sample_finding("sample.cpp");
  Scope scope_ = {{"sample.cpp"}, true};
};

TEST_F(Sift, LeavesOutChecksThatAreOff) {
  Finding off = finding_;
  off.rule = "racelab-is-off";
  const Sifted sifted = sift({finding_, off}, scope_, selection_, source_);
  EXPECT_EQ(sifted.findings.size(), 1U);
  EXPECT_EQ(sifted.spared, 0U);
}

TEST_F(Sift, CountsWhatIsSpared) {
  write_test_file("sample.cpp", "\n  v.value += num;  // NOLINT(racelab-*) reason\n");
  const Sifted sifted = sift({finding_}, scope_, selection_, source_);
  EXPECT_TRUE(sifted.findings.empty());
  EXPECT_EQ(sifted.spared, 1U);
  EXPECT_TRUE(sifted.notes.empty());
}

TEST_F(Sift, TakesWhatIsKnownAndTellsWhatIsGone) {
  Finding gone = finding_;
  gone.first.place.function = gone.second->place.function = "gone";
  Sifted sifted = sift({finding_}, scope_, selection_, source_);
  take_known(sifted, Baseline::of({finding_, gone}, source_), scope_, selection_, "base.json", source_);
  EXPECT_TRUE(sifted.findings.empty());
  EXPECT_EQ(sifted.known, 1U);
  ASSERT_EQ(sifted.notes.size(), 1U);
  EXPECT_EQ(sifted.notes[0].rule, kOutdatedBaseline);
  EXPECT_EQ(sifted.notes[0].place.file, "base.json");
  EXPECT_EQ(sifted.notes[0].message,
            "the finding of racelab-unguarded-update at 'v.value += num;' in 'gone' (sample.cpp) no longer occurs: "
            "--update-baseline removes it");
}

TEST_F(Sift, NothingIsCalledGoneThatTheRunCouldNotDecide) {
  Finding off = finding_;
  off.rule = "racelab-is-off";
  Sifted sifted = sift({}, scope_, selection_, source_);
  take_known(sifted, Baseline::of({off}, source_), scope_, selection_, "base.json", source_);
  EXPECT_TRUE(sifted.notes.empty()) << "its check is off";
  scope_.is_complete = false;
  take_known(sifted, Baseline::of({finding_}, source_), scope_, selection_, "base.json", source_);
  EXPECT_TRUE(sifted.notes.empty()) << "a file was not analysed";
}

}  // namespace
}  // namespace check
