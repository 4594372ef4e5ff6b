#include "runtime/sanitizer/report/source_line.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <string>

namespace race {
namespace {

class SourceLineTest : public testing::Test {
 protected:
  void SetUp() override {
    std::ofstream file(directory + "code.cpp");
    file << "first\n  \tsecond;  // two\n\n" << std::string(1000, 'x') << "\nlast without end";
  }
  std::string line(const std::string& file, unsigned number, std::string_view workspace = {}) {
    return std::string(source_line(file, number, workspace, buffer));
  }

  const std::string directory = testing::TempDir();
  const std::string path = directory + "code.cpp";
  std::array<char, 100> buffer{};
};

TEST_F(SourceLineTest, IsGivenWithoutIndentation) {
  EXPECT_EQ(line(path, 1), "first");
  EXPECT_EQ(line(path, 2), "second;  // two");
  EXPECT_EQ(line(path, 3), "");
  EXPECT_EQ(line(path, 5), "last without end");
}

TEST_F(SourceLineTest, IsCutToTheBuffer) { EXPECT_EQ(line(path, 4), std::string(buffer.size(), 'x')); }

TEST_F(SourceLineTest, IsEmptyWhereThereIsNone) {
  EXPECT_EQ(line(path, 0), "");
  EXPECT_EQ(line(path, 6), "");
  EXPECT_EQ(line(directory + "missing.cpp", 1), "");
  EXPECT_EQ(line("", 1), "");
}

TEST_F(SourceLineTest, IsFoundInTheWorkspace) {
  EXPECT_EQ(line("code.cpp", 1), "");
  EXPECT_EQ(line("code.cpp", 1, directory), "first");
}

}  // namespace
}  // namespace race
