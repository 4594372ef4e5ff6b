#include "samples/program.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>

namespace samples {
namespace {

namespace fs = std::filesystem;

/// A program of our own: a shell script that ends with this object.
class Script {
 public:
  explicit Script(const std::string& body) : path_(fs::path(testing::TempDir()) / "script.sh") {
    std::ofstream(path_) << "#!/bin/sh\n" << body << "\n";
    fs::permissions(path_, fs::perms::owner_all);
  }
  ~Script() { fs::remove(path_); }
  const fs::path& path() const { return path_; }

 private:
  const fs::path path_;
};

TEST(Program, CapturesBothStreamsAndTheExitCode) {
  const Script script("echo out; echo err >&2; exit 7");
  const Ended ended = run(script.path(), Streams::kCaptured);
  EXPECT_EQ(ended.output, "out\n");
  EXPECT_EQ(ended.errors, "err\n");
  EXPECT_EQ(ended.exit_code, 7);
}

TEST(Program, KeepsMoreThanAPipeWouldHold) {
  const Script script("head -c 1000000 /dev/zero");
  EXPECT_EQ(run(script.path(), Streams::kCaptured).output.size(), 1000000u);
}

TEST(Program, KeepsEveryLineOfSeveralProcessesThatPrintAtOnce) {
  const Script script("for p in 1 2 3 4; do (i=0; while [ $i -lt 2000 ]; do echo line; i=$((i+1)); done) & done; wait");
  EXPECT_EQ(run(script.path(), Streams::kCaptured).output.size(), std::string("line\n").size() * 4 * 2000);
}

TEST(Program, SharedStreamsAreNotKept) {
  const Script script("echo not captured");
  testing::internal::CaptureStdout();
  const Ended ended = run(script.path(), Streams::kShared);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "not captured\n");
  EXPECT_EQ(ended.output, "");
}

TEST(Program, TellsASignalAsAShellDoes) {
  const Script script("kill -9 $$");
  EXPECT_EQ(run(script.path(), Streams::kCaptured).exit_code, 137);
}

TEST(Program, ChangesTheEnvironmentAndKeepsTheRest) {
  const Script script("echo \"$RACELAB_TEST|$HOME_OF_TEST\"");
  setenv("HOME_OF_TEST", "kept", 1);
  setenv("RACELAB_TEST", "old", 1);
  EXPECT_EQ(run(script.path(), Streams::kCaptured, {{"RACELAB_TEST", "a b"}}).output, "a b|kept\n");
}

TEST(Program, CpuTimeIsThatOfTheProgramAndWallTimeThatOfItsLife) {
  const Script busy("i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done");
  const Ended worked = run(busy.path(), Streams::kCaptured);
  EXPECT_GT(worked.cpu.count(), 0.001);
  EXPECT_GT(worked.wall.count(), 0);
  const Script idle("sleep 0.3");
  const Ended waited = run(idle.path(), Streams::kCaptured);
  EXPECT_GT(waited.wall.count(), 0.3);
  EXPECT_LT(waited.cpu.count(), waited.wall.count());
}

TEST(Program, WhatCannotBeStartedThrowsAndNamesIt) {
  try {
    run("/no/such/program", Streams::kCaptured);
    FAIL();
  } catch (const std::system_error& error) {
    EXPECT_NE(std::string(error.what()).find("/no/such/program"), std::string::npos);
  }
}

TEST(Programs, FindsWhatIsInTheRunfilesAndNamesWhatIsNot) {
  const Programs programs("/no/such/argv0");  // so that the test's own runfiles are taken
  EXPECT_TRUE(fs::exists(programs.find("04_pool/original.py")));
  EXPECT_THROW(programs.find("99_none/none"), std::runtime_error);
}

TEST(Programs, TheRunfilesBesideTheProgramComeFirst) {
  const fs::path argv0 = fs::path(testing::TempDir()) / "program";
  const fs::path target = argv0.string() + ".runfiles/racelab/samples/target";
  fs::create_directories(target);
  EXPECT_EQ(Programs(argv0.string()).find("target"), target);
  fs::remove_all(argv0.string() + ".runfiles");
}

}  // namespace
}  // namespace samples
