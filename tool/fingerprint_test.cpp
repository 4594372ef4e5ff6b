#include "tool/fingerprint.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tool/sample_finding.h"
#include "tool/source_text.h"

namespace check {
namespace {

/// The fingerprint of the sample finding with `source` as its file, moved down by `lines`.
std::string fingerprint_in(const std::string& source, unsigned lines = 0) {
  const std::string folder = write_test_file("sample.cpp", source);
  Finding finding = sample_finding(folder + "/sample.cpp");
  finding.first.place.line += lines;
  finding.second->place.line += lines;
  SourceText text(folder);
  return fingerprint(finding, text);
}

TEST(Fingerprint, IsStableAcrossReleases) { EXPECT_EQ(fingerprint_in(kSampleSource), "49cbe16345a8af5f"); }

TEST(Fingerprint, SurvivesLinesAboveAndOtherIndentation) {
  const std::string original = fingerprint_in(kSampleSource);
  EXPECT_EQ(fingerprint_in("// a new first line\n" + std::string(kSampleSource), 1), original);
  EXPECT_EQ(fingerprint_in("\n    v.value  +=\tnum;  \n"), original);
}

TEST(Fingerprint, ChangesWithTheText) { EXPECT_NE(fingerprint_in("\nv.value += 2;\n"), fingerprint_in(kSampleSource)); }

TEST(Fingerprint, ChangesWithRuleAndFunction) {
  SourceText text(write_test_file("sample.cpp", kSampleSource));
  const Finding original = sample_finding("sample.cpp");
  Finding other_rule = original;
  other_rule.rule = "racelab-other";
  Finding other_function = original;
  other_function.second->place.function = "other_job";
  EXPECT_NE(fingerprint(other_rule, text), fingerprint(original, text));
  EXPECT_NE(fingerprint(other_function, text), fingerprint(original, text));
}

TEST(Fingerprint, DoesNotCareWhichAccessIsFirst) {
  SourceText text(write_test_file("sample.cpp", kSampleSource));
  Finding finding = sample_finding("sample.cpp");
  finding.second->place.line = 3;
  finding.second->place.function = "other_job";
  Finding swapped = finding;
  std::swap(swapped.first, *swapped.second);
  EXPECT_EQ(fingerprint(swapped, text), fingerprint(finding, text));
}

}  // namespace
}  // namespace check
