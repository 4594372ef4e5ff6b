#include "samples/sections.h"

#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace samples {
namespace {

namespace fs = std::filesystem;

const std::vector<Section> kTwo = {
    {"1", "One", "01_one", {{"1", "", "01_one/one"}}},
    {"2", "Two", "02_two", {{"2.1", "First", "first", 20}, {"2.2", "Second", "second"}}},
};

std::vector<std::string> programs_of(const std::vector<Section>& sections) {
  std::vector<std::string> programs;
  for (const Section& section : sections) {
    for (const Part& part : section.parts) programs.push_back(part.program);
  }
  return programs;
}

using Names = std::vector<std::string>;

TEST(Sections, NoNumberSelectsAll) { EXPECT_EQ(programs_of(select(kTwo, {})), (Names{"01_one/one", "first", "second"})); }

TEST(Sections, ANumberSelectsASectionOrAPart) {
  EXPECT_EQ(programs_of(select(kTwo, {"1"})), (Names{"01_one/one"}));
  EXPECT_EQ(programs_of(select(kTwo, {"2"})), (Names{"first", "second"}));
  EXPECT_EQ(programs_of(select(kTwo, {"2.2"})), (Names{"second"}));
}

TEST(Sections, SeveralNumbersRunInTheOrderOfTheTableAndOnce) {
  EXPECT_EQ(programs_of(select(kTwo, {"2.2", "1", "2.2"})), (Names{"01_one/one", "second"}));
  EXPECT_EQ(programs_of(select(kTwo, {"2.1", "2"})), (Names{"first", "second"}));
}

TEST(Sections, AnUnknownNumberIsNamedBesideTheKnownOnes) {
  for (const char* number : {"3", "2.3", "", "1.1", "two"}) {
    try {
      select(kTwo, {"1", number});
      ADD_FAILURE() << number;
    } catch (const std::invalid_argument& error) {
      EXPECT_EQ(error.what(), "there is no section '" + std::string(number) + "'; there are 1, 2, 2.1, 2.2");
    }
  }
}

TEST(Sections, ListNamesSectionsFoldersAndParts) {
  EXPECT_EQ(list(kTwo),
            "1    One                                           samples/01_one\n"
            "2    Two                                           samples/02_two\n"
            "2.1    First                                       ./bazelw run //samples:first\n"
            "2.2    Second                                      ./bazelw run //samples:second\n");
}

// The table against the folders: a folder that is forgotten in the table, or an entry without a folder, fails here.
TEST(Sections, TheTableHasEveryFolderOnceAndInOrder) {
  std::set<std::string> folders;
  for (const auto& entry : fs::directory_iterator("samples")) {
    if (std::isdigit(static_cast<unsigned char>(entry.path().filename().string()[0]))) folders.insert(entry.path().filename());
  }
  std::vector<std::string> listed;
  for (const Section& section : all_sections()) listed.push_back(section.folder);
  EXPECT_EQ(listed, (Names{folders.begin(), folders.end()}));
  EXPECT_GE(listed.size(), 6u);
}

TEST(Sections, EveryFolderHasItsLessonAndItsOriginal) {
  for (const Section& section : all_sections()) {
    const fs::path folder = fs::path("samples") / section.folder;
    EXPECT_TRUE(fs::is_regular_file(folder / "README.md")) << folder;
    EXPECT_TRUE(fs::is_regular_file(folder / "original.py")) << folder;
    std::ifstream lesson(folder / "README.md");
    std::string first_line;
    std::getline(lesson, first_line);
    EXPECT_EQ(first_line, "# " + section.number + ". " + section.title);
    EXPECT_EQ(std::stoi(section.folder), std::stoi(section.number)) << folder;
    EXPECT_FALSE(section.parts.empty()) << folder;
  }
}

}  // namespace
}  // namespace samples
