#include "runtime/process/formatters.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <future>

namespace mp {
namespace {

TEST(ProcessFormatters, ShowAProcess) {
  Process process(ProcessOptions{.name = "worker"}, [] {});
  EXPECT_EQ(fmt::format("{}", process), fmt::format("<Process name='worker' parent={} initial>", ::getpid()));
  process.start();
  process.join();
  EXPECT_EQ(fmt::format("{}", process),
            fmt::format("<Process name='worker' pid={} parent={} stopped exitcode=0>", process.pid(), ::getpid()));
}

TEST(ProcessFormatters, ShowAThread) {
  std::promise<void> gate;
  Thread thread(ThreadOptions{.name = "worker"}, [&, opened = gate.get_future().share()] { opened.wait(); });
  EXPECT_EQ(fmt::format("{:>27}", thread), "  <Thread(worker, initial)>");
  thread.start();
  EXPECT_EQ(fmt::format("{}", thread), fmt::format("<Thread(worker, started {})>", thread.ident()));
  gate.set_value();
  thread.join();
  EXPECT_EQ(fmt::format("{}", thread), fmt::format("<Thread(worker, stopped {})>", thread.ident()));
}

TEST(ProcessFormatters, AForkedChildDoesNotKnowAThread) {
  const Thread thread(ThreadOptions{.name = "worker"}, [] {});
  const pid_t child = ::fork();
  if (child == 0) ::_exit(fmt::format("{}", thread) == "<Thread(worker, unknown)>" ? 0 : 1);
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace mp
