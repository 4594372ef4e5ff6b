#include "runtime/sanitizer/system/spin_lock.h"

#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <string>

#include "runtime/sanitizer/system/shared_for_test.h"

namespace race {
namespace {

struct Guarded {
  SpinLock lock;
  long count;
  std::atomic<bool> held;
  std::atomic<bool> may_end;
};

void wait_for(const std::atomic<bool>& flag) {
  while (!flag.load()) pause_thread(10000);
}

/// How often the process's first thread has given up the processor to wait.
long sleeps_of(pid_t process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  const std::string key = "voluntary_ctxt_switches:";
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(key)) return std::stol(line.substr(key.size()));
  }
  throw std::runtime_error("the kernel does not tell " + key);
}

TEST(SpinLock, ExcludesOtherProcesses) {
  constexpr int kRounds = 20000;
  auto& guarded = shared_zeroed<Guarded>();
  const auto count = [&guarded] {
    for (int i = 0; i < kRounds; ++i) {
      SpinGuard guard(guarded.lock);
      guarded.count = guarded.count + 1;
    }
  };
  Child first(count);
  Child second(count);
  EXPECT_EQ(first.reap(), 0);
  EXPECT_EQ(second.reap(), 0);
  EXPECT_EQ(guarded.count, 2 * kRounds);
}

TEST(SpinLock, IsRefusedToItsOwner) {
  auto& guarded = shared_zeroed<Guarded>();
  ASSERT_TRUE(guarded.lock.lock());
  EXPECT_FALSE(guarded.lock.lock());
  guarded.lock.unlock();
  EXPECT_TRUE(guarded.lock.lock());
  guarded.lock.unlock();
}

TEST(SpinLock, IsNotTakenFromTheLiving) {
  auto& guarded = shared_zeroed<Guarded>();
  Child owner([&guarded] {
    if (!guarded.lock.lock()) return;
    guarded.held = true;
    wait_for(guarded.may_end);
    guarded.count = 1;
    guarded.lock.unlock();
  });
  wait_for(guarded.held);
  // The owner is told to go on only after this process has looked some times whether it is dead, and has slept after each.
  Child later([&guarded] {
    const long before = sleeps_of(getppid());
    while (sleeps_of(getppid()) < before + 5) pause_thread(100000);
    guarded.may_end = true;
  });
  ASSERT_TRUE(guarded.lock.lock());
  EXPECT_EQ(guarded.count, 1);
  guarded.lock.unlock();
}

void die_holding(Guarded& guarded) {
  if (!guarded.lock.lock()) return;
  guarded.held = true;
  for (;;) pause_thread(1'000'000);
}

TEST(SpinLock, IsTakenFromADeadOwnerWhomNobodyHasReaped) {
  auto& guarded = shared_zeroed<Guarded>();
  Child owner([&guarded] { die_holding(guarded); });
  wait_for(guarded.held);
  owner.kill();
  EXPECT_TRUE(guarded.lock.lock());  // a zombie still has its pid
  guarded.lock.unlock();
}

TEST(SpinLock, IsTakenFromADeadOwnerWhoIsGone) {
  auto& guarded = shared_zeroed<Guarded>();
  Child owner([&guarded] { die_holding(guarded); });
  wait_for(guarded.held);
  owner.kill_and_reap();
  EXPECT_TRUE(guarded.lock.lock());
  guarded.lock.unlock();
}

TEST(SpinLock, OfTheDeadGoesToOneOnly) {
  constexpr int kRounds = 30;
  for (int round = 0; round < kRounds; ++round) {
    auto& guarded = shared_zeroed<Guarded>();
    Child owner([&guarded] { die_holding(guarded); });
    wait_for(guarded.held);
    const auto take = [&guarded] {
      SpinGuard guard(guarded.lock);
      const long before = guarded.count;
      pause_thread(100000);
      guarded.count = before + 1;
    };
    Child first(take);
    Child second(take);
    Child third(take);
    owner.kill();
    first.reap();
    second.reap();
    third.reap();
    EXPECT_EQ(guarded.count, 3);
  }
}

}  // namespace
}  // namespace race
