// Colour is for terminals: racecheck runs on a pseudo terminal here, as a user's shell would run it.
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <string>

#include "tests/checker/findings.h"

namespace checker {
namespace {

constexpr const char* kProgram = "tests/checker/unguarded_update/threads/std_thread_racy.cpp";
constexpr int kSilenceLimit = 60'000;  // milliseconds

/// What the terminal shows of a run of racecheck with one variable set in its environment, and perhaps one more argument.
std::string shown_on_a_terminal(const char* variable, const char* value, const char* more = nullptr) {
  int terminal = -1;
  const pid_t child = forkpty(&terminal, nullptr, nullptr, nullptr);
  if (child == 0) {
    unsetenv("BUILD_WORKING_DIRECTORY");
    unsetenv("NO_COLOR");
    setenv("TERM", "xterm-256color", 1);
    setenv(variable, value, 1);
    execl(racecheck_path().c_str(), "racecheck", kProgram, more, nullptr);
    _exit(127);
  }
  std::string shown;
  std::array<char, 4096> part;
  for (pollfd wait{terminal, POLLIN, 0}; poll(&wait, 1, kSilenceLimit) == 1;) {
    const ssize_t bytes = read(terminal, part.data(), part.size());
    if (bytes <= 0) break;  // the child has closed its side
    shown.append(part.data(), static_cast<std::size_t>(bytes));
  }
  close(terminal);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 1) << shown;
  return shown;
}

TEST(Terminal, FindingsAreColoured) {
  EXPECT_NE(shown_on_a_terminal("LANG", "C").find("\033[1;35mwarning: \033[0m"), std::string::npos);
}

TEST(Terminal, NoColorIsHonoured) {
  const std::string shown = shown_on_a_terminal("NO_COLOR", "1");
  EXPECT_NE(shown.find(": warning: "), std::string::npos);
  EXPECT_EQ(shown.find('\033'), std::string::npos);
}

TEST(Terminal, AnEmptyNoColorSaysNothing) {
  EXPECT_NE(shown_on_a_terminal("NO_COLOR", "").find("\033[1;35m"), std::string::npos);
}

/// Another file, without a main of its own.
constexpr const char* kSecond = "tests/checker/unguarded_update/threads/two_files_clean.program/counter.cpp";

TEST(Terminal, ProgressIsShownAndTakenAway) {
  const std::string shown = shown_on_a_terminal("NO_COLOR", "1", kSecond);
  EXPECT_NE(shown.find("\rracecheck: 1 of 2 files parsed\rracecheck: 2 of 2 files parsed\r      "), std::string::npos) << shown;
  EXPECT_EQ(shown.find('\033'), std::string::npos) << shown;
}

TEST(Terminal, ProgressIsNotShownForOneFileOrWhenItIsNotWanted) {
  EXPECT_EQ(shown_on_a_terminal("LANG", "C").find("parsed"), std::string::npos);
  EXPECT_EQ(shown_on_a_terminal("TERM", "dumb", kSecond).find("parsed"), std::string::npos);
}

TEST(Terminal, ADumbTerminalGetsNoColour) { EXPECT_EQ(shown_on_a_terminal("TERM", "dumb").find('\033'), std::string::npos); }

}  // namespace
}  // namespace checker
