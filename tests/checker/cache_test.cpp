// --cache: what has not changed is not parsed again and says the same; whatever could change what the compiler sees is noticed.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/checker/findings.h"
#include "tests/checker/users_folder.h"
#include "tests/command/command.h"

namespace checker {
namespace {

namespace fs = std::filesystem;

/// Enough of POSIX to parse in no time.
constexpr const char* kPosix =
    "typedef unsigned long pthread_t;\n"
    "typedef struct { int x; } pthread_mutex_t;\n"
    "int pthread_create(pthread_t*, const void*, void* (*)(void*), void*);\n"
    "int pthread_join(pthread_t, void**);\n"
    "int pthread_mutex_lock(pthread_mutex_t*);\n"
    "int pthread_mutex_unlock(pthread_mutex_t*);\n"
    "extern int n;\n"
    "void* job(void*);\n";

constexpr const char* kMain =
    "#include \"posix.h\"\n"
    "int main(void) {\n"
    "  pthread_t a, b;\n"
    "  pthread_create(&a, 0, job, 0);\n"
    "  pthread_create(&b, 0, job, 0);\n"
    "  pthread_join(a, 0);\n"
    "  pthread_join(b, 0);\n"
    "}\n";

constexpr const char* kRacyJob =
    "#include \"posix.h\"\n"
    "int n;\n"
    "void* job(void* p) { ++n; return p; }\n";

constexpr const char* kCleanJob =
    "#include \"posix.h\"\n"
    "int n;\n"
    "pthread_mutex_t m;\n"
    "void* job(void* p) { pthread_mutex_lock(&m); ++n; pthread_mutex_unlock(&m); return p; }\n";

class Cache : public UsersFolder {
 protected:
  Cache() {
    add("include/posix.h", kPosix);
    add("main.c", kMain);
    add("job.c", kRacyJob);
  }

  command::Outcome run_cached(const std::vector<std::string>& flags = {}) {
    std::vector<std::string> arguments = {"--cache", "cache", "main.c", "job.c", "--", "-Iearlier", "-Iinclude"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return run(arguments);
  }

  /// How many of the two files the next run does not parse; that it says what a run without a cache says is tested on the way.
  int known() {
    const command::Outcome cached = run_cached();
    const command::Outcome fresh = run({"main.c", "job.c", "--", "-Iearlier", "-Iinclude"});
    EXPECT_EQ(cached.exit_code, fresh.exit_code) << cached.errors;
    EXPECT_EQ(cached.output, fresh.output);
    return known_in(cached);
  }

  static int known_in(const command::Outcome& outcome) {
    for (int count = 0; count <= 2; ++count) {
      if (contains(outcome.errors, "racecheck: " + std::to_string(count) + " of 2 files known from the cache\n")) return count;
    }
    ADD_FAILURE() << outcome.errors;
    return -1;
  }

  std::vector<fs::path> kept() const {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder_ / "cache")) files.push_back(entry.path());
    return files;
  }
};

TEST_F(Cache, WhatHasNotChangedIsNotParsedAgain) {
  EXPECT_EQ(known(), 0);
  EXPECT_EQ(known(), 2);
  // Neither the time of a file nor the folder's other files matter.
  fs::last_write_time(folder_ / "job.c", fs::file_time_type::clock::now());
  add("include/other.h", "");
  EXPECT_EQ(known(), 2);
}

TEST_F(Cache, AChangedFileIsParsedAndAnOldOneRemembered) {
  known();
  add("job.c", kCleanJob);
  EXPECT_EQ(known(), 1);
  EXPECT_EQ(run_cached().exit_code, 0);
  add("job.c", kRacyJob);
  EXPECT_EQ(known(), 2);
  EXPECT_EQ(run_cached().exit_code, 1);
}

TEST_F(Cache, AChangedHeaderIsNoticed) {
  known();
  add("include/posix.h", std::string(kPosix) + "#define n counter\n");
  EXPECT_EQ(known(), 0);
}

TEST_F(Cache, AHeaderThatAppearsEarlierInThePathIsNoticed) {
  known();
  add("earlier/posix.h", std::string(kPosix) + "#define n counter\n");
  EXPECT_EQ(known(), 0);
  fs::remove(folder_ / "earlier/posix.h");
  EXPECT_EQ(known(), 0) << "what was last looked for in vain differs from what was found";
  EXPECT_EQ(known(), 2);
}

TEST_F(Cache, OtherFlagsAreAnotherUnit) {
  known();
  EXPECT_EQ(known_in(run_cached({"-Dunused"})), 0);
  EXPECT_EQ(known(), 2);
}

TEST_F(Cache, AFileThatDoesNotParseIsToldInEachRun) {
  add("job.c", "#include \"missing.h\"\n");
  for (int round = 0; round < 2; ++round) {
    const command::Outcome outcome = run_cached();
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_TRUE(contains(outcome.errors, "fatal error: 'missing.h' file not found\n")) << outcome.errors;
  }
  add("include/missing.h", kRacyJob);
  EXPECT_EQ(known(), 1);
}

TEST_F(Cache, DamagedFilesAreMadeAnew) {
  known();
  ASSERT_GE(kept().size(), 5U);
  for (const fs::path& file : kept()) fs::resize_file(file, fs::file_size(file) / 2);
  EXPECT_EQ(known(), 0);
  for (const fs::path& file : kept()) std::ofstream(file) << "nonsense";
  EXPECT_EQ(known(), 0);
  EXPECT_EQ(known(), 2);
}

TEST_F(Cache, RunsAtTheSameTimeShareAFolder) {
  const int expected = run({"main.c", "job.c", "--", "-Iinclude"}).exit_code;
  {
    std::vector<std::jthread> runs;
    for (int i = 0; i < 6; ++i) runs.emplace_back([&] { EXPECT_EQ(run_cached().exit_code, expected); });
  }
  EXPECT_EQ(known(), 2);
  for (const fs::path& file : kept()) EXPECT_FALSE(contains(file.string(), "temp")) << file;
}

TEST_F(Cache, AFolderThatCannotBeWrittenIsToldAndCostsNothingElse) {
  add("cache", "a file");
  const command::Outcome outcome = run_cached();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_TRUE(contains(outcome.errors, "racecheck: warning: 'cache' keeps nothing for the next run: ")) << outcome.errors;
}

}  // namespace
}  // namespace checker
