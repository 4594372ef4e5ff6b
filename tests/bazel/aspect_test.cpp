// The aspect's actions, run by the very build that made this test: a program is judged by the summaries of all it is linked from.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

namespace {

std::string report(const std::string& name) {
  std::ifstream stream("tests/bazel/" + name);
  EXPECT_TRUE(stream.good()) << name;
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

TEST(Aspect, ARaceInALibraryIsFoundInTheProgramThatStartsTheThreads) {
  const std::string text = report("racy.racecheck.text");
  EXPECT_TRUE(text.starts_with("tests/bazel/counter.cpp:7:16: warning: ")) << text;
  EXPECT_NE(text.find("    7 | void count() { counter += STEP; }\n"), std::string::npos) << text;
  EXPECT_NE(text.find("tests/bazel/main.cpp:7:"), std::string::npos) << "the start of a thread\n" << text;
}

TEST(Aspect, NothingIsSaidAboutTheLockedProgram) { EXPECT_EQ(report("locked.racecheck.text"), ""); }

TEST(Aspect, WritesSarif) {
  const auto racy = nlohmann::json::parse(report("racy.racecheck.sarif"));
  const auto locked = nlohmann::json::parse(report("locked.racecheck.sarif"));
  EXPECT_EQ(racy.at("runs").at(0).at("results").size(), 1U);
  EXPECT_EQ(locked.at("runs").at(0).at("results").size(), 0U);
}

}  // namespace
