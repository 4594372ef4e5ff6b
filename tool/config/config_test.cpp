#include "tool/config/config.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <variant>

namespace check {
namespace {

namespace fs = std::filesystem;

Config parsed(const std::string& text) {
  const std::variant<Config, std::string> result = parse_config(text);
  EXPECT_TRUE(std::holds_alternative<Config>(result)) << std::get<std::string>(result);
  return std::get<Config>(result);
}

std::string problem_of(const std::string& text) {
  const std::variant<Config, std::string> result = parse_config(text);
  return std::holds_alternative<std::string>(result) ? std::get<std::string>(result) : "";
}

TEST(Config, SaysNothingWhenItIsEmpty) {
  const Config config = parsed("{}");
  EXPECT_EQ(config.checks, "");
  EXPECT_EQ(config.baseline, "");
  EXPECT_EQ(config.format, std::nullopt);
  EXPECT_TRUE(config.names.empty());
}

TEST(Config, MayHaveComments) {
  const Config config = parsed(
      "{\n  // all of them\n  \"checks\": \"*\", /* known since May */ \"baseline\": \"b.json\",\n"
      "  \"format\": \"sarif\"\n}\n");
  EXPECT_EQ(config.checks, "*");
  EXPECT_EQ(config.baseline, "b.json");
  EXPECT_EQ(config.format, Format::kSarif);
}

TEST(Config, NamesLocks) {
  const UserNames names = parsed(R"({"names": {
      "acquire": ["my_lock", {"name": "lock_of", "argument": 1}, {"name": "enter", "lock": "the section"}],
      "try_acquire": [{"name": "my_try", "succeeds_with": 0}],
      "acquire_shared": ["read_lock"], "try_acquire_shared": ["try_read_lock"], "release": ["my::Lock::unlock"]}})")
                              .names;
  EXPECT_EQ(names.size(), 7U);
  EXPECT_EQ(names.at("my_lock"), (UserFunction{.model = Model::kAcquire}));
  EXPECT_EQ(names.at("lock_of"), (UserFunction{.model = Model::kAcquire, .argument = 1}));
  EXPECT_EQ(names.at("enter"), (UserFunction{.model = Model::kAcquire, .lock = "the section"}));
  EXPECT_EQ(names.at("my_try"), (UserFunction{.model = Model::kTryAcquire, .answer = 0}));
  EXPECT_EQ(names.at("read_lock").model, Model::kAcquireShared);
  EXPECT_EQ(names.at("try_read_lock"), (UserFunction{.model = Model::kTryAcquireShared}));
  EXPECT_EQ(names.at("my::Lock::unlock").model, Model::kRelease);
}

TEST(Config, NamesStartersAndJoiners) {
  const UserNames names = parsed(R"({"names": {
      "start_thread": ["go", {"name": "spawn", "function": 1, "argument": 2, "handle": 0}],
      "join_thread": ["wait_for", {"name": "finish", "handle": 1, "is_pointer": true}]}})")
                              .names;
  EXPECT_EQ(names.at("go"), (UserFunction{.model = Model::kStart}));
  EXPECT_EQ(names.at("spawn"), (UserFunction{.model = Model::kStart, .argument = 1, .passed = 2, .handle = 0}));
  EXPECT_EQ(names.at("wait_for"), (UserFunction{.model = Model::kJoin}));
  EXPECT_EQ(names.at("finish"), (UserFunction{.model = Model::kJoin, .argument = 1, .is_pointed_to = true}));
}

TEST(Config, UnknownKeysAreRefused) {
  EXPECT_EQ(problem_of(R"({"chekcs": "*"})"), "it has the unknown key 'chekcs'; known are checks, baseline, format, names");
  EXPECT_EQ(problem_of(R"({"names": {"lock": []}})"),
            "'names' has the unknown key 'lock'; known are acquire, acquire_shared, try_acquire, try_acquire_shared, release, "
            "start_thread, join_thread");
  EXPECT_EQ(problem_of(R"({"names": {"release": [{"name": "x", "succeeds_with": 0}]}})"),
            "an entry of 'release' has the unknown key 'succeeds_with'; known are name, argument, lock");
}

TEST(Config, WhatIsWrongIsSaid) {
  EXPECT_EQ(problem_of(""), "it is not JSON from line 1, column 1 on");
  EXPECT_EQ(problem_of("{\n  \"checks\": *\n}"), "it is not JSON from line 2, column 13 on");
  EXPECT_EQ(problem_of("{\"checks\": 1e999}"), "a number in it is too big");
  EXPECT_EQ(problem_of("[]"), "it must be an object, in braces");
  EXPECT_EQ(problem_of(R"({"checks": 1})"), "'checks' must be a text, in quotation marks");
  EXPECT_EQ(problem_of(R"({"checks": "a", "checks": "b"})"), "the key 'checks' stands twice in one object");
  EXPECT_EQ(problem_of(R"({"format": "xml"})"), "the format 'xml' is none of text, sarif, json, junit, github");
  EXPECT_EQ(problem_of(R"({"names": {"acquire": "x"}})"), "'acquire' must be a list, in brackets");
  EXPECT_EQ(problem_of(R"({"names": {"acquire": [1]}})"), "an entry of 'acquire' must be an object, in braces");
  EXPECT_EQ(problem_of(R"({"names": {"acquire": [{}]}})"), "an entry of 'acquire' has no 'name'");
  EXPECT_EQ(problem_of(R"({"names": {"acquire": [""]}})"), "'acquire' has a name without letters");
  EXPECT_EQ(problem_of(R"({"names": {"acquire": ["x"], "release": ["x"]}})"), "'x' is named twice");
  EXPECT_EQ(problem_of(R"({"names": {"acquire": [{"name": "x", "argument": -1}]}})"),
            "'argument' of 'x' must be the place of an argument, from 0 to 9");
  EXPECT_EQ(problem_of(R"({"names": {"acquire": [{"name": "x", "argument": 10}]}})"),
            "'argument' of 'x' must be the place of an argument, from 0 to 9");
  EXPECT_EQ(problem_of(R"({"names": {"acquire": [{"name": "x", "argument": 0, "lock": "y"}]}})"),
            "'x' has both 'argument' and 'lock'; one tells the lock");
  EXPECT_EQ(problem_of(R"({"names": {"try_acquire": [{"name": "x", "succeeds_with": 2}]}})"),
            "'succeeds_with' of 'x' must be 0 or 1");
  EXPECT_EQ(problem_of(R"({"names": {"join_thread": [{"name": "x", "is_pointer": 1}]}})"),
            "'is_pointer' of 'x' must be true or false");
}

TEST(Config, NestingExhaustsNoStack) {
  EXPECT_EQ(problem_of(std::string(1'000'000, '[')), "it is not JSON from line 1, column 1000001 on");
}

TEST(FindConfig, LooksUpward) {
  const fs::path top = fs::path(std::getenv("TEST_TMPDIR")) / "project";
  fs::create_directories(top / "src" / "deep");
  EXPECT_EQ(find_config(top / "src" / "deep"), std::nullopt);
  std::ofstream(top / ".racecheck") << "{}";
  EXPECT_EQ(find_config(top / "src" / "deep"), top / ".racecheck");
  std::ofstream(top / "src" / ".racecheck") << "{}";
  EXPECT_EQ(find_config(top / "src" / "deep"), top / "src" / ".racecheck");
}

}  // namespace
}  // namespace check
