#include "runtime/testing/forked_child.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <exception>

#include "runtime/error.h"

namespace mp::test {

namespace {

[[noreturn]] void run_child(const std::function<void()>& body) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  alarm(static_cast<unsigned>(4 * kPatience.count()));
  try {
    body();
  } catch (const std::exception& error) {
    ADD_FAILURE() << "exception in a child: " << error.what();
  }
  std::fflush(nullptr);
  _exit(testing::Test::HasFailure() ? 1 : 0);
}

}  // namespace

ForkedChild::ForkedChild(const std::function<void()>& body) {
  std::fflush(nullptr);
  pid_ = fork();
  MP_CHECK(pid_ >= 0);
  if (pid_ == 0) run_child(body);
}

ForkedChild::~ForkedChild() {
  if (pid_ > 0) kill();
}

bool ForkedChild::kill() {
  MP_CHECK(::kill(pid_, SIGKILL) == 0);
  return wait() == -SIGKILL;
}

int ForkedChild::wait() {
  int status = 0;
  MP_CHECK(waitpid(pid_, &status, 0) == pid_);  // the child's own alarm bounds it
  pid_ = -1;
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

Gate::Gate() { MP_CHECK(pipe(ends_) == 0); }

Gate::~Gate() {
  close(ends_[0]);
  close(ends_[1]);
}

void Gate::open() {
  const char pass = 'p';
  MP_CHECK(write(ends_[1], &pass, 1) == 1);
}

void Gate::pass() {
  pollfd readable{ends_[0], POLLIN, 0};
  MP_CHECK(poll(&readable, 1, static_cast<int>(std::chrono::milliseconds(kPatience).count())) == 1);
  char pass;
  MP_CHECK(read(ends_[0], &pass, 1) == 1);
}

void spin_at_random(std::mt19937& random, std::chrono::microseconds longest) {
  using namespace std::chrono;
  const auto spin = nanoseconds(std::uniform_int_distribution<long>(0, nanoseconds(longest).count())(random));
  const auto begin = steady_clock::now();
  while (steady_clock::now() - begin < spin) {
  }
}

}  // namespace mp::test
