#include "tests/readme/transcript.h"

#include <gtest/gtest.h>

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

TEST(Transcript, DotsWithinALineMatchAnyText) {
  EXPECT_TRUE(matches({"pid ... ended"}, {"pid 4711 ended"}));
  EXPECT_FALSE(matches({"pid ... ended"}, {"pid 4711 began"}));
  EXPECT_FALSE(matches({"pid ..."}, {"process 4711"}));
}

TEST(Transcript, DotsOnALineMatchAnyLines) {
  EXPECT_TRUE(matches({"a", "...", "d"}, {"a", "b", "c", "d"}));
  EXPECT_TRUE(matches({"a", "...", "d"}, {"a", "d"}));
  EXPECT_FALSE(matches({"a", "...", "d"}, {"a", "b"}));
}

TEST(Transcript, EveryOtherLineMustBeThere) {
  EXPECT_FALSE(matches({"a"}, {"a", "b"}));
  EXPECT_FALSE(matches({"a", "b"}, {"a"}));
}

}  // namespace
}  // namespace readme
