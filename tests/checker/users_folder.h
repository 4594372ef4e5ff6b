// A folder as racecheck's user has it, with the user's files, and racecheck run in it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/command/command.h"

namespace checker {

/// Two threads update line 3's n; one finding.
extern const char* const kRacy;
/// The same with an atomic.
extern const char* const kClean;

class UsersFolder : public testing::Test {
 protected:
  /// The folder is empty at first.
  UsersFolder();

  void add(const std::string& name, const std::string& text);
  std::string text_of(const std::string& name);
  command::Outcome run(const std::vector<std::string>& arguments);

  std::filesystem::path folder_;
};

bool contains(const std::string& text, const std::string& part);

}  // namespace checker
