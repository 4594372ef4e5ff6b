// --config=tsan, --config=procsan and sanitized_binary build alike: the flags in .bazelrc are those in sanitizer.bzl.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace {

/// The flags that .bazelrc gives to `build --config=NAME`, those of the configurations that it includes first; by option.
void read_config(const std::string& name, std::map<std::string, std::vector<std::string>>& flags) {
  std::ifstream file(".bazelrc");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string command;
    std::string flag;
    words >> command >> flag;
    if (command != "build:" + name) continue;
    const std::size_t equals = flag.find('=');
    const std::string option = flag.substr(0, equals);
    const std::string value = flag.substr(equals + 1);
    if (option == "--config") {
      read_config(value, flags);
    } else {
      flags[option].push_back(value);
    }
  }
}

std::vector<std::string> words_of(const std::string& variable) {
  std::istringstream text(std::getenv(variable.c_str()));
  std::vector<std::string> words;
  for (std::string word; text >> word;) words.push_back(word);
  return words;
}

class Flags : public testing::TestWithParam<std::string> {};

TEST_P(Flags, OfTheConfigurationAreThoseOfSanitizedBinary) {
  const std::string& mode = GetParam();
  std::map<std::string, std::vector<std::string>> flags;
  read_config(mode, flags);
  EXPECT_EQ(flags["--copt"], words_of(mode + "_COPTS"));
  EXPECT_EQ(flags["--linkopt"], words_of(mode + "_LINKOPTS"));
  EXPECT_EQ(flags["--strip"], std::vector<std::string>{"never"});
  EXPECT_EQ(flags["--platform_suffix"], std::vector<std::string>{mode});
  EXPECT_EQ(flags["--//:sanitizer"], words_of(mode + "_SETTING"));
  EXPECT_EQ(flags["--custom_malloc"], std::vector<std::string>{"//runtime/sanitizer"});
  EXPECT_EQ(flags.size(), 6U) << "an option that sanitizer.bzl does not know of";
}

INSTANTIATE_TEST_SUITE_P(Modes, Flags, testing::Values("tsan", "procsan"), [](const auto& info) { return info.param; });

}  // namespace
