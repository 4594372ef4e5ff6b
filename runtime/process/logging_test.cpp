// What CPython's _TestLogging checks, and what the header promises beyond it.
#include "runtime/process/logging.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "runtime/channel/queue.h"
#include "runtime/process/exit.h"
#include "runtime/process/process.h"
#include "runtime/process/process_options.h"
#include "runtime/process/start_method.h"
#include "runtime/testing/forked_child.h"

namespace {

struct Counted {
  int& formatted;
};

}  // namespace

template <>
struct fmt::formatter<Counted> : fmt::formatter<int> {
  template <class Context>
  auto format(const Counted& counted, Context& context) const {
    return fmt::formatter<int>::format(++counted.formatted, context);
  }
};

namespace mp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// What `body` and its children write on stderr. It runs in a fork, so that no test sees another's handlers.
std::string stderr_of(const std::function<void()>& body) {
  testing::internal::CaptureStderr();
  test::ForkedChild child(body);
  const int code = child.wait();
  std::string text = testing::internal::GetCapturedStderr();
  EXPECT_EQ(code, 0) << text;
  return text;
}

std::vector<std::string> lines_with(std::string_view part, const std::string& text) {
  std::vector<std::string> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.find(part) != std::string::npos) found.push_back(line);
  }
  return found;
}

TEST(Logging, EnableLogging) {
  EXPECT_EQ(stderr_of([] {
              logging::Logger& logger = log_to_stderr();
              logger.setLevel(logging::SUBWARNING);
              logger.debug("this will not be printed");
              logger.info("nor will this");
              logger.log(logging::SUBWARNING, "{} + {} = {}", 1, 2, 3.5);
              EXPECT_EQ(&logger, &log_to_stderr(logging::INFO)) << "and lines do not come twice";
              get_logger().error("{}", std::string("two"));
              get_logger().log(logging::Level(35), "three");
            }),
            "[SUBWARNING/MainProcess] 1 + 2 = 3.5\n[ERROR/MainProcess] two\n[Level 35/MainProcess] three\n");
}

int level_in_child(const Context& context) {
  Queue<int> levels;
  Process child = context.Process([](Queue<int>& queue) { queue.put(get_logger().getEffectiveLevel()); }, levels);
  child.start();
  const std::optional<int> level = levels.get_for(test::kPatience);
  child.join();
  return level.value_or(-1);
}

TEST(Logging, Level) {
  for (const Context& context : {Context::fork(), Context::spawn()}) {
    get_logger().setLevel(logging::Level(32));
    EXPECT_EQ(level_in_child(context), 32) << context.get_start_method();
    get_logger().setLevel(logging::NOTSET);
    EXPECT_EQ(level_in_child(context), logging::WARNING) << context.get_start_method();
  }
}

struct Kept : logging::Handler {
  void emit(const logging::LogRecord& record) override {
    const std::string file = std::filesystem::path(record.where.file_name()).filename();
    texts.push_back(
        fmt::format("[{}] [{}:{}] {}", logging::getLevelName(record.levelno), file, record.where.line(), record.message));
    EXPECT_EQ(record.process, ::getpid());
    EXPECT_EQ(record.thread, ::gettid());
    EXPECT_EQ(record.processName, "MainProcess");
  }
  std::vector<std::string> texts;
};

TEST(Logging, Filename) {
  const auto kept = std::make_shared<Kept>();
  get_logger().addHandler(kept);
  get_logger().setLevel(logging::DEBUG);
  const unsigned line = __LINE__;
  get_logger().info("1");
  get_logger().debug("{}", 2);
  get_logger().removeHandler(kept);
  get_logger().removeHandler(kept);
  get_logger().debug("nobody hears it");
  get_logger().setLevel(logging::NOTSET);
  EXPECT_THAT(kept->texts, ElementsAre(fmt::format("[INFO] [logging_test.cpp:{}] 1", line + 1),
                                       fmt::format("[DEBUG] [logging_test.cpp:{}] 2", line + 2)));
}

TEST(Logging, WhatIsBelowTheLevelIsNotFormatted) {
  int formatted = 0;
  EXPECT_EQ(stderr_of([&] {
              get_logger().info("{}", Counted{formatted});
              EXPECT_EQ(formatted, 0);
              get_logger().warning("{} without a handler", Counted{formatted});
            }),
            "1 without a handler\n");
}

TEST(Logging, AHandlerThatThrowsIsNamedAndTheOthersAreCalled) {
  struct Failing : logging::Handler {
    void emit(const logging::LogRecord&) override { throw std::runtime_error("disk full"); }
  };
  EXPECT_EQ(stderr_of([] {
              const auto kept = std::make_shared<Kept>();
              get_logger().addHandler(std::make_shared<Failing>());
              get_logger().addHandler(kept);
              get_logger().critical("end");
              EXPECT_EQ(kept->texts.size(), 1u);
            }),
            "Handler of the logger: uncaught exception std::runtime_error: disk full\n");
}

TEST(Logging, TheRuntimeTellsOfTheLifeOfAChild) {
  for (const Context& context : {Context::fork(), Context::spawn()}) {
    const std::string text = stderr_of([&] {
      log_to_stderr(logging::DEBUG);
      Process child = context.Process(ProcessOptions{.name = "reader"}, [] {
        get_logger().info("hello");
        mp::exit(3);
      });
      child.start();
      child.join();
    });
    EXPECT_THAT(lines_with("/reader]", text), ElementsAre("[INFO/reader] child process calling self.run()", "[INFO/reader] hello",
                                                          "[INFO/reader] process shutting down",
                                                          "[DEBUG/reader] running all \"atexit\" finalizers with priority >= 0",
                                                          "[DEBUG/reader] running the remaining \"atexit\" finalizers",
                                                          "[INFO/reader] process exiting with exitcode 3"))
        << context.get_start_method();
    EXPECT_THAT(text, HasSubstr("[DEBUG/MainProcess] reader has started: pid "));
  }
}

/// Each line that a thread of a process writes: its own number at the end, and as long as that says.
void write_lines(int count) {
  for (int i = 0; i < count; ++i) get_logger().info("{}:{}:{:x>{}}", ::gettid(), i, "", i % 700);
}

TEST(Logging, LinesOfProcessesAndThreadsNeverMix) {
  constexpr int kLines = 400;
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const auto write = [&] {
    ::dup2(ends[1], STDERR_FILENO);
    ::close(ends[0]);
    ::close(ends[1]);
    log_to_stderr(logging::INFO);
    const std::jthread one(write_lines, kLines), two(write_lines, kLines);
  };
  test::ForkedChild first(write), second(write), third(write);
  ::close(ends[1]);
  std::string text;
  char buffer[4096];
  for (ssize_t got; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<std::size_t>(got));
  ::close(ends[0]);
  for (test::ForkedChild* child : {&first, &second, &third}) EXPECT_EQ(child->wait(), 0);

  std::map<std::string, int> next;  // by thread
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::string thread = line.substr(0, line.find(':'));
    const int number = next[thread]++;
    ASSERT_EQ(line, fmt::format("{}:{}:{:x>{}}", thread, number, "", number % 700));
  }
  EXPECT_EQ(next.size(), 6u);
  for (const auto& [thread, count] : next) EXPECT_EQ(count, kLines) << thread;
}

}  // namespace
}  // namespace mp
