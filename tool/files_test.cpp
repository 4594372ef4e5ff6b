#include "tool/files.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace check {
namespace {

namespace fs = std::filesystem;

class Files : public testing::Test {
 protected:
  Files() : folder_(fs::path(std::getenv("TEST_TMPDIR")) / "files") {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }

  fs::path folder_;
};

TEST_F(Files, ComeBackAsTheyWereWritten) {
  const std::string text = std::string("a\0b\r\n", 5) + std::string(10000, 'x');
  EXPECT_EQ(write_file(text, folder_ / "a"), "");
  EXPECT_EQ(read_file(folder_ / "a").text, text);
  EXPECT_EQ(write_file("", folder_ / "a"), "");
  EXPECT_EQ(read_file(folder_ / "a").text, "");
  EXPECT_EQ(read_file(folder_ / "a").problem, "");
}

TEST_F(Files, AreReplacedWhole) {
  write_file("old", folder_ / "a");
  EXPECT_EQ(replace_file("new", folder_ / "a"), "");
  EXPECT_EQ(read_file(folder_ / "a").text, "new");
  EXPECT_FALSE(fs::exists(folder_ / "a.new"));
}

TEST_F(Files, TellTheSystemsReason) {
  EXPECT_EQ(read_file(folder_ / "gone").problem, "No such file or directory");
  EXPECT_EQ(read_file(folder_).problem, "Is a directory");
  EXPECT_EQ(write_file("x", folder_ / "no" / "such"), "No such file or directory");
  EXPECT_EQ(write_file("x", "/dev/full"), "No space left on device");
  fs::create_directories(folder_ / "taken" / "inside");
  EXPECT_EQ(replace_file("x", folder_ / "taken"), "Is a directory");
  EXPECT_FALSE(fs::exists(folder_ / "taken.new"));
}

}  // namespace
}  // namespace check
