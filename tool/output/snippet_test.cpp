#include "tool/output/snippet.h"

#include <gtest/gtest.h>

namespace check {
namespace {

TEST(Snippet, PutsTheCaretUnderTheColumn) {
  const Snippet shown = snippet("  n += 1;", 5);
  EXPECT_EQ(shown.text, "  n += 1;");
  EXPECT_EQ(shown.caret_indent, 4U);
}

TEST(Snippet, ExpandsTabsToStopsOfEight) {
  const Snippet shown = snippet("\tn\t= 1;", 4);
  EXPECT_EQ(shown.text, "        n       = 1;");
  EXPECT_EQ(shown.caret_indent, 16U);
}

TEST(Snippet, CountsTerminalColumnsNotBytes) {
  EXPECT_EQ(snippet("/*é*/n", 7).caret_indent, 5U);   // two bytes, one column
  EXPECT_EQ(snippet("/*水*/n", 8).caret_indent, 6U);  // three bytes, two columns
}

TEST(Snippet, SpellsOutWhatATerminalWouldObey) {
  const Snippet shown = snippet("a\x1b[31mb", 7);
  EXPECT_EQ(shown.text, "a<1B>[31mb");
  EXPECT_EQ(shown.caret_indent, 9U);
}

TEST(Snippet, SpellsOutBytesThatAreNotUtf8) {
  EXPECT_EQ(snippet("a\xffz", 1).text, "a<FF>z");
  EXPECT_EQ(snippet("a\xc3", 1).text, "a<C3>");
}

TEST(Snippet, PutsTheCaretBehindTheLineForAColumnBehindIt) { EXPECT_EQ(snippet("ab", 9).caret_indent, 2U); }

}  // namespace
}  // namespace check
