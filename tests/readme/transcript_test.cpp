#include "tests/readme/transcript.h"

#include <gtest/gtest.h>

#include <utility>

namespace readme {
namespace {

constexpr std::string_view kPage = R"(# Title
```cpp
int main() {}
```
Text.
```console
$ first --flag
one
two
$ second
```
```sh
$ not this
```
)";

TEST(Transcript, FindsCommandsWithTheirOutput) {
  const std::vector<Step> steps = steps_of(kPage);
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[0].command, "first --flag");
  EXPECT_EQ(steps[0].expected, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(steps[1].command, "second");
  EXPECT_TRUE(steps[1].expected.empty());
}

TEST(Transcript, FindsAProgram) {
  EXPECT_EQ(first_block(kPage, "cpp"), "int main() {}\n");
  EXPECT_EQ(first_block(kPage, "python"), "");
}

bool same(std::vector<std::string> expected, std::vector<std::string> actual) {
  return matches({"command", std::move(expected), false}, std::move(actual));
}

TEST(Transcript, DotsWithinALineMatchAnyText) {
  EXPECT_TRUE(same({"pid ... ended"}, {"pid 4711 ended"}));
  EXPECT_FALSE(same({"pid ... ended"}, {"pid 4711 began"}));
  EXPECT_FALSE(same({"pid ..."}, {"process 4711"}));
}

TEST(Transcript, DotsOnALineMatchAnyLines) {
  EXPECT_TRUE(same({"a", "...", "d"}, {"a", "b", "c", "d"}));
  EXPECT_TRUE(same({"a", "...", "d"}, {"a", "d"}));
  EXPECT_FALSE(same({"a", "...", "d"}, {"a", "b"}));
}

TEST(Transcript, EveryOtherLineMustBeThere) {
  EXPECT_FALSE(same({"a"}, {"a", "b"}));
  EXPECT_FALSE(same({"a", "b"}, {"a"}));
}

TEST(Transcript, NumbersMayChangeOnlyWhereThePageSaysSo) {
  const std::vector<Step> steps = steps_of("```console varies\n$ run\ntook  0.25 s\n```\n```console\n$ run\ntook 0.25 s\n```\n");
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_TRUE(matches(steps[0], {"took 17 s"}));
  EXPECT_FALSE(matches(steps[0], {"took 17 ms"}));
  EXPECT_FALSE(matches(steps[1], {"took 17 s"}));
  EXPECT_TRUE(matches(steps[1], {"took 0.25 s"}));
}

}  // namespace
}  // namespace readme
