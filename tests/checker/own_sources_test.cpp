// racecheck over racelab's own sources: silent on the runtime, on the sanitizer, on itself, and on all samples but the racy one.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "tests/checker/findings.h"
#include "tests/checker/precompiled_headers.h"
#include "tests/command/command.h"

namespace checker {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRacySample = "samples/06_lock/racy.cpp";

std::vector<std::string> names_in(const std::string& list) {
  std::ifstream stream(list);
  std::vector<std::string> names;
  for (std::string name; std::getline(stream, name);) names.push_back(name);
  return names;
}

std::vector<std::string> sources_below(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".cpp") files.push_back(entry.path().string());
  std::ranges::sort(files);
  return files;
}

std::vector<std::string> samples() {
  std::vector<std::string> files = sources_below("samples");
  std::erase_if(files, [](const std::string& file) { return fs::path(file).parent_path() == "samples"; });
  return files;
}

/// "racy.cpp:9:" for the line of `file` that holds `text`.
std::string place_of(const std::string& file, const std::string& text) {
  const std::vector<std::string> lines = names_in(file);
  const auto line = std::ranges::find_if(lines, [&](const std::string& l) { return l.find(text) != std::string::npos; });
  return file + ":" + std::to_string(line - lines.begin() + 1) + ":";
}

std::string path_of(const std::string& header) { return header.substr(1, header.size() - 2); }

bool is_of_this_house(const std::string& header) { return fs::exists(path_of(header)); }

/// What the file includes, itself and through headers of this house, whose own are looked into.
std::set<std::string> headers_of(const std::string& file) {
  std::set<std::string> seen;
  std::vector<std::string> waiting = {file};
  while (!waiting.empty()) {
    const std::string next = waiting.back();
    waiting.pop_back();
    for (const std::string& header : includes_of(next)) {
      if (seen.insert(header).second && is_of_this_house(header)) waiting.push_back(path_of(header));
    }
  }
  return seen;
}

bool is_of_clang(const std::string& header) { return header.starts_with("\"clang/") || header.starts_with("\"llvm/"); }

/// Files that share their flags and the headers that are precompiled for them: all that they include of other houses, and of this
/// one what many of them include.
class Group {
 public:
  void add(const std::string& file, const std::set<std::string>& headers) {
    files_.push_back(file);
    for (const std::string& header : headers) ++users_[header];
  }

  /// Adds a command for each file to a compilation database.
  void add_commands(const std::vector<std::string>& flags, nlohmann::json& database) const {
    if (files_.empty()) return;
    std::vector<std::string> command = precompile(precompiled(), flags);
    command.insert(command.begin(), "clang++-19");
    for (const std::string& file : files_) {
      std::vector<std::string> arguments = command;
      arguments.push_back(file);
      database.push_back({{"directory", fs::current_path().string()}, {"file", file}, {"arguments", std::move(arguments)}});
    }
  }

 private:
  static constexpr std::size_t kManyOf = 4;  ///< one of so many files

  std::set<std::string> precompiled() const {
    std::set<std::string> headers;
    for (const auto& [header, users] : users_) {
      if (!is_of_this_house(header) || users * kManyOf >= files_.size()) headers.insert(header);
    }
    return headers;
  }

  std::vector<std::string> files_;
  std::map<std::string, std::size_t> users_;
};

/// One part of the house as one program. With -I its folder would be the one that racecheck names by itself, and its headers
/// those of a library.
void expect_clean(const std::vector<std::string>& files, std::vector<std::string> flags = {}) {
  ASSERT_GT(files.size(), 10U);
  flags.insert(flags.end(), {"-std=gnu++20", "-pthread", "-iquote", "."});
  Group with_clang, others;
  for (const std::string& file : files) {
    const std::set<std::string> headers = headers_of(file);
    (std::ranges::any_of(headers, is_of_clang) ? with_clang : others).add(file, headers);
  }
  nlohmann::json database;
  with_clang.add_commands(flags, database);
  others.add_commands(flags, database);
  const std::string folder = testing::TempDir();
  std::ofstream(folder + "/compile_commands.json") << database;

  std::vector<std::string> arguments = {"-p", folder};
  arguments.insert(arguments.end(), files.begin(), files.end());
  const command::Outcome outcome = run_racecheck(arguments, "", std::chrono::minutes(10));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output << outcome.errors;
}

TEST(OwnSources, TheRuntimeIsClean) { expect_clean(names_in("tests/checker/runtime_sources.txt")); }

TEST(OwnSources, TheSanitizerIsClean) { expect_clean(sources_below("runtime/sanitizer")); }

TEST(OwnSources, RacecheckIsClean) {
  expect_clean(names_in("tests/checker/tool_sources.txt"), {"-fno-rtti", "-isystem", "/usr/lib/llvm-19/include"});
}

class Sample : public testing::TestWithParam<std::string> {
 protected:
  static const std::vector<std::string>& flags() {
    static const std::vector<std::string> flags = precompile_runtime({"-std=gnu++20", "-pthread"});
    return flags;
  }
};

TEST_P(Sample, IsReportedWhereItIsRacyAndOnlyThere) {
  std::vector<std::string> arguments = {GetParam(), "--"};
  arguments.insert(arguments.end(), flags().begin(), flags().end());
  const command::Outcome outcome = run_racecheck(arguments);
  if (GetParam() != kRacySample) {
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output << outcome.errors;
    return;
  }
  EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
  const std::string place = place_of(GetParam(), "v.value += num");
  EXPECT_TRUE(outcome.output.starts_with(place)) << outcome.output;
  EXPECT_NE(outcome.output.find(place, 1), std::string::npos) << "the second access is the same line\n" << outcome.output;
}

std::string name_of_sample(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::ranges::replace_if(name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Tutorial, Sample, testing::ValuesIn(samples()), name_of_sample);

}  // namespace
}  // namespace checker
