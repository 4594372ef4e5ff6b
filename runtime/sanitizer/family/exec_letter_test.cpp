#include "runtime/sanitizer/family/exec_letter.h"

#include <gtest/gtest.h>

#include <climits>
#include <string>

namespace race {
namespace {

constexpr ExecLetter kLetter = {
    .file = 984, .inode = 1234567890123, .parent = 4001, .root = 4000, .identity = {.sid = Sid{7}, .record = RecordId{300}}};

TEST(ExecLetter, IsReadAsItWasWritten) {
  char text[ExecLetter::kBytes];
  write_letter(kLetter, text);
  EXPECT_EQ(std::string(text), "RACELAB_FAMILY=984.1234567890123.4001.4000.7.300");
  EXPECT_EQ(read_letter(std::string_view(text).substr(ExecLetter::kVariable.size() + 1)), kLetter);
}

TEST(ExecLetter, FitsWhateverItSays) {
  char text[ExecLetter::kBytes];
  constexpr ExecLetter longest = {.file = INT_MAX,
                                  .inode = UINT64_MAX,
                                  .parent = INT_MAX,
                                  .root = INT_MAX,
                                  .identity = {.sid = Sid{255}, .record = RecordId{ProcessTable::kRecords - 1}}};
  write_letter(longest, text);
  EXPECT_EQ(read_letter(std::string_view(text).substr(ExecLetter::kVariable.size() + 1)), longest);
}

// It is in the environment, where anybody can write.
TEST(ExecLetter, IsNoneWhereAnythingIsWrong) {
  for (const char* wrong : {"", "984", "984.1.2.3.7", "984.1.2.3.7.", "984.1.2.3.7.300.", "984.1.2.3.7.300.1",
                            "984.1.2.3.256.300", "984.1.2.3.7.4096", "-1.1.2.3.7.300", "x.1.2.3.7.300", "984.1.2.3.7.300x",
                            " 984.1.2.3.7.300", "984.18446744073709551616.2.3.7.300"}) {
    EXPECT_FALSE(read_letter(wrong).has_value()) << wrong;
  }
}

}  // namespace
}  // namespace race
