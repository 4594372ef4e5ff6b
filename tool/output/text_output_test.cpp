#include "tool/output/text_output.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tool/finding.h"
#include "tool/sample_finding.h"
#include "tool/source_text.h"

namespace check {
namespace {

std::string printed(Colour colour) {
  const std::string folder = write_test_file("src/sample.cpp", kSampleSource);
  SourceText source(folder);
  return text_output(std::vector{sample_finding(folder + "/src/sample.cpp")}, source, colour);
}

TEST(TextOutput, PrintsAWarningAndNotesInClangsFormat) {
  EXPECT_EQ(printed(Colour::kNever),
            "src/sample.cpp:2:10: warning: 'v.value' is updated by two processes [racelab-unguarded-update]\n"
            "    2 |         v.value += num;\n"
            "      |                 ^\n"
            "src/sample.cpp:2:10: note: first access: updates 'v.value', locks held: none\n"
            "src/sample.cpp:5:19: note: first access: starts the process that runs 'job'\n"
            "    5 |   /* für zwei */ p1.start();\n"
            "      |                  ^\n"
            "src/sample.cpp:2:10: note: second access: updates 'v.value', locks held: 'v.get_lock()' (taken at "
            "src/sample.cpp:1:6), 'l' as a reader\n"
            "    2 |         v.value += num;\n"
            "      |                 ^\n"
            "src/sample.cpp:6:3: note: second access: starts the process that runs 'job'\n"
            "    6 |   p2.start();\n"
            "      |   ^\n"
            "src/sample.cpp:2:10: note: they may run in parallel: neither is joined before the other starts\n");
}

TEST(TextOutput, AMistakeAtOnePlaceHasOneNote) {
  const std::string folder = write_test_file("src/sample.cpp", kSampleSource);
  SourceText source(folder);
  EXPECT_EQ(text_output(std::vector{sample_mistake(folder + "/src/sample.cpp")}, source, Colour::kNever),
            "src/sample.cpp:2:2: warning: 'm' is taken by a thread that has it already [racelab-double-lock]\n"
            "    2 |         v.value += num;\n"
            "      |         ^\n"
            "src/sample.cpp:2:2: note: here: takes 'm', locks held: 'm'\n");
}

TEST(TextOutput, ColoursAsClangDoes) {
  const std::string text = printed(Colour::kAlways);
  EXPECT_EQ(text.substr(0, text.find('\n')),
            "\033[1msrc/sample.cpp:2:10: \033[0m\033[1;35mwarning: \033[0m"
            "\033[1m'v.value' is updated by two processes [racelab-unguarded-update]\033[0m");
  EXPECT_NE(text.find("\033[1;36mnote: \033[0mfirst access"), std::string::npos);
  EXPECT_NE(text.find("\033[1;32m^\033[0m"), std::string::npos);
}

TEST(TextOutput, ShowsNoLineOfAFileThatIsGone) {
  SourceText source("/nowhere");
  const std::string text = text_output(std::vector{sample_finding("/nowhere/gone.cpp")}, source, Colour::kNever);
  EXPECT_EQ(text.find('|'), std::string::npos);
  EXPECT_TRUE(text.starts_with("gone.cpp:2:10: warning: "));
}

TEST(TextOutput, IsEmptyWithoutFindings) {
  SourceText source("/");
  EXPECT_EQ(text_output({}, source, Colour::kAlways), "");
}

}  // namespace
}  // namespace check
