#include "runtime/sanitizer/family/sync_table.h"

#include <gtest/gtest.h>

#include "runtime/sanitizer/system/shared_for_test.h"

namespace race {
namespace {

constexpr std::uintptr_t kLock = 0x1000;
constexpr std::uintptr_t kOtherLock = 0x2000;

constexpr std::uintptr_t kMoreThanFits = 100000;

class SyncTableTest : public testing::Test {
 protected:
  Identity fork(pid_t pid) {
    const Identity child = processes.prepare_child(root, "child", {}).value();
    processes.started(child, pid);
    return child;
  }
  bool knows(Identity who, Identity whom, Epoch epoch) { return processes.clock(who.sid).covers(whom.sid, epoch); }
  Epoch now(Identity who) { return processes.epoch(who.sid); }

  ProcessTable& processes = shared_zeroed<ProcessTable>();
  SyncTable& syncs = shared_zeroed<SyncTable>();
  const Identity root = processes.enter_root("MainProcess", 100);
  const Identity a = fork(101);
  const Identity b = fork(102);
  const Identity c = fork(103);
};

TEST_F(SyncTableTest, AcquireLearnsWhatWasReleasedAndNothingLater) {
  const Epoch before = now(a);
  syncs.release(processes, a, kLock);
  const Epoch after = now(a);
  EXPECT_GT(after, before);
  EXPECT_FALSE(knows(b, a, before));
  syncs.acquire(processes, b, kLock);
  EXPECT_TRUE(knows(b, a, before));
  EXPECT_FALSE(knows(b, a, after));
}

TEST_F(SyncTableTest, ObjectsAreToldApart) {
  const Epoch before = now(a);
  syncs.release(processes, a, kLock);
  syncs.acquire(processes, b, kOtherLock);
  EXPECT_FALSE(knows(b, a, before));
}

// Also where two of them want the same place in the table.
TEST_F(SyncTableTest, ManyObjectsAreToldApart) {
  constexpr std::uintptr_t kObjects = 4000;
  const Epoch before = now(a);
  for (std::uintptr_t object = 1; object <= kObjects; ++object) syncs.release(processes, a, object * 8);
  for (std::uintptr_t object = kObjects + 1; object <= 2 * kObjects; ++object) syncs.acquire(processes, b, object * 8);
  EXPECT_FALSE(knows(b, a, before));
}

TEST_F(SyncTableTest, KnowledgeIsHandedOn) {
  const Epoch before = now(a);
  syncs.release(processes, a, kLock);
  syncs.acquire(processes, b, kLock);
  syncs.release(processes, b, kOtherLock);
  syncs.acquire(processes, c, kOtherLock);
  EXPECT_TRUE(knows(c, a, before));
}

// The limit of a queue's clock: who gets the first item knows what was done before the second was put.
TEST_F(SyncTableTest, ClockOfAnObjectAccumulates) {
  syncs.release(processes, a, kLock);
  const Epoch between = now(a);
  syncs.release(processes, a, kLock);
  syncs.acquire(processes, b, kLock);
  EXPECT_TRUE(knows(b, a, between));
}

TEST_F(SyncTableTest, AcquireTellsWhetherAnotherProcessHasReleased) {
  EXPECT_FALSE(syncs.acquire(processes, a, kLock));
  syncs.release(processes, a, kLock);
  EXPECT_FALSE(syncs.acquire(processes, a, kLock));
  EXPECT_TRUE(syncs.acquire(processes, b, kLock));
  syncs.release(processes, b, kLock);
  EXPECT_TRUE(syncs.acquire(processes, b, kLock));
  EXPECT_TRUE(syncs.acquire(processes, a, kLock));
}

TEST_F(SyncTableTest, RecoverLearnsAllThatTheDeadHolderDid) {
  syncs.acquire(processes, a, kLock);
  processes.advance(a.sid);
  const Epoch at_death = now(a);
  syncs.acquire(processes, b, kOtherLock);
  EXPECT_FALSE(knows(b, a, at_death));
  syncs.recover(processes, b, kLock);
  EXPECT_TRUE(knows(b, a, at_death));
}

TEST_F(SyncTableTest, RecoverOfWhatNobodyHoldsIsAnAcquisition) {
  const Epoch before = now(a);
  syncs.acquire(processes, a, kLock);
  syncs.release(processes, a, kLock);
  const Epoch after = now(a);
  syncs.recover(processes, b, kLock);
  EXPECT_TRUE(knows(b, a, before));
  EXPECT_FALSE(knows(b, a, after));
}

// More objects than there is room for: some edges too many, and none too few.
TEST_F(SyncTableTest, FullTableLosesNoOrder) {
  for (std::uintptr_t object = 1; object <= kMoreThanFits; ++object) {
    const Epoch before = now(a);
    syncs.release(processes, a, object * 8);
    syncs.acquire(processes, b, object * 8);
    ASSERT_TRUE(knows(b, a, before)) << object;
  }
}

// Locks that may be shared and lost.

TEST_F(SyncTableTest, WhoeverGetsTheWholeLockKnowsThoseWhoHadShares) {
  const Epoch of_a = now(a);
  syncs.acquire_share(processes, a, kLock, kOtherLock);
  syncs.release_share(processes, a, kOtherLock);
  syncs.acquire_share(processes, b, kLock, kOtherLock);
  EXPECT_FALSE(knows(b, a, of_a)) << "those who share a lock are not ordered by it";
  const Epoch of_b = now(b);
  syncs.acquire_alone(processes, c, kLock, kOtherLock);
  EXPECT_TRUE(knows(c, a, of_a));
  EXPECT_TRUE(knows(c, b, of_b)) << "its share was lost without a word";
  EXPECT_FALSE(knows(c, b, now(b))) << "what it does now comes after";
}

TEST_F(SyncTableTest, ShareThatWasGivenBackTeachesNothingMore) {
  syncs.acquire_share(processes, a, kLock, kOtherLock);
  syncs.release_share(processes, a, kOtherLock);
  const Epoch later = now(a);
  syncs.acquire_alone(processes, c, kLock, kOtherLock);
  EXPECT_FALSE(knows(c, a, later));
}

TEST_F(SyncTableTest, WhoeverGetsALockThatWasLostKnowsWhoHadIt) {
  syncs.acquire_alone(processes, a, kLock, kOtherLock);
  const Epoch of_a = now(a);
  syncs.acquire_share(processes, b, kLock, kOtherLock);
  EXPECT_TRUE(knows(b, a, of_a));
  const Epoch later = now(a);
  EXPECT_FALSE(knows(b, a, later)) << "it has lost the lock before";
  syncs.acquire_alone(processes, c, kLock, kOtherLock);
  EXPECT_TRUE(knows(c, a, of_a)) << "by way of b";
  EXPECT_FALSE(knows(c, a, later));
}

TEST_F(SyncTableTest, WhoReleasesALockThatItHasLostTakesItFromNobody) {
  syncs.acquire_alone(processes, a, kLock, kOtherLock);
  syncs.acquire_alone(processes, b, kLock, kOtherLock);
  const Epoch of_b = now(b);
  syncs.release(processes, a, kLock);
  syncs.acquire_alone(processes, c, kLock, kOtherLock);
  EXPECT_TRUE(knows(c, b, of_b));
}

TEST_F(SyncTableTest, FullTableRecoversTheDeadOwnersKnowledge) {
  for (std::uintptr_t object = 1; object <= kMoreThanFits; ++object) syncs.acquire(processes, b, object * 8);
  constexpr std::uintptr_t kOfTheDead = (kMoreThanFits + 1) * 8;
  constexpr std::uintptr_t kOfAnother = (kMoreThanFits + 2) * 8;
  syncs.acquire(processes, a, kOfTheDead);
  syncs.acquire(processes, c, kOfAnother);
  const Epoch last = now(a);
  syncs.recover(processes, b, kOfTheDead);
  EXPECT_TRUE(knows(b, a, last));
}

TEST_F(SyncTableTest, ReleasesOfSeveralProcessesAtOnceAllCount) {
  constexpr int kRounds = 5000;
  const auto release_often = [this](Identity self) {
    for (int i = 0; i < kRounds; ++i) syncs.release(processes, self, kLock);
  };
  const Epoch before_a = now(a);
  Child first([&] { release_often(a); });
  Child second([&] { release_often(b); });
  EXPECT_EQ(first.reap(), 0);
  EXPECT_EQ(second.reap(), 0);
  syncs.acquire(processes, c, kLock);
  EXPECT_EQ(static_cast<std::uint64_t>(now(a)), static_cast<std::uint64_t>(before_a) + kRounds);
  EXPECT_TRUE(knows(c, a, Epoch{static_cast<std::uint64_t>(now(a)) - 1}));
  EXPECT_TRUE(knows(c, b, Epoch{static_cast<std::uint64_t>(now(b)) - 1}));
}

}  // namespace
}  // namespace race
