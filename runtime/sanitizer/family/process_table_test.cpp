#include "runtime/sanitizer/family/process_table.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "runtime/sanitizer/system/shared_for_test.h"

namespace race {
namespace {

constexpr pid_t kRootPid = 100;
constexpr StackId kSomewhere{42};

class ProcessTableTest : public testing::Test {
 protected:
  Identity fork(Identity parent, pid_t pid, std::string_view name = "child") {
    const std::optional<Identity> child = table.prepare_child(parent, name, kSomewhere);
    EXPECT_TRUE(child.has_value());
    table.started(*child, pid);
    return *child;
  }
  bool knows(Identity who, Identity whom, Epoch epoch) { return table.clock(who.sid).covers(whom.sid, epoch); }

  ProcessTable& table = shared_zeroed<ProcessTable>();
  const Identity root = table.enter_root("MainProcess", kRootPid);
};

TEST_F(ProcessTableTest, RootHasAName) {
  const ProcessRecord* const record = table.who(root.sid, table.epoch(root.sid), root.record);
  ASSERT_NE(record, nullptr);
  EXPECT_STREQ(record->name, "MainProcess");
  EXPECT_EQ(record->pid, kRootPid);
}

TEST_F(ProcessTableTest, ChildKnowsItsParentUpToTheForkAndNotBeyond) {
  const Epoch before = table.epoch(root.sid);
  const Identity child = fork(root, 101);
  EXPECT_NE(child.sid, root.sid);
  EXPECT_TRUE(knows(child, root, before));
  EXPECT_FALSE(knows(child, root, table.epoch(root.sid)));
  EXPECT_FALSE(knows(root, child, table.epoch(child.sid)));
}

TEST_F(ProcessTableTest, ChildHasARecord) {
  const Identity child = fork(root, 101, "Process-1");
  const ProcessRecord* const record = table.who(child.sid, table.epoch(child.sid), child.record);
  ASSERT_NE(record, nullptr);
  EXPECT_STREQ(record->name, "Process-1");
  EXPECT_EQ(record->pid, 101);
  EXPECT_EQ(record->parent, root.record);
  EXPECT_EQ(record->started_at, kSomewhere);
}

TEST_F(ProcessTableTest, LongNamesAreCut) {
  const Identity child = fork(root, 101, std::string(100, 'x'));
  EXPECT_EQ(std::string(table.record(child.record).name), std::string(kMaxNameBytes, 'x'));
}

TEST_F(ProcessTableTest, ReapingTeachesTheParentAllThatTheChildDidAndKnew) {
  const Identity child = fork(root, 101);
  const Identity grandchild = fork(child, 102);
  const Epoch grandchilds = table.epoch(grandchild.sid);
  table.reap(child, 102);
  table.advance(child.sid);
  const Epoch childs = table.epoch(child.sid);
  table.reap(root, 101);
  EXPECT_TRUE(knows(root, child, childs));
  EXPECT_TRUE(knows(root, grandchild, grandchilds));
}

TEST_F(ProcessTableTest, WhoeverHearsOfAnEndLearnsAndSoDoesTheParentThen) {
  const Identity child = fork(root, 101);
  const Identity other = fork(root, 102);
  const Epoch childs = table.epoch(child.sid);
  table.reap(root, 103);
  EXPECT_FALSE(knows(root, child, childs));
  table.reap(other, 101);
  EXPECT_TRUE(knows(other, child, childs));
  EXPECT_FALSE(knows(root, child, childs));
  EXPECT_NE(fork(other, 104).sid, child.sid) << "its parent has not heard of it";
  table.reap(root, 101);
  EXPECT_TRUE(knows(root, child, childs));
}

TEST_F(ProcessTableTest, SlotOfAnOrphanIsFreedByWhoHearsOfItsEnd) {
  const Identity parent = fork(root, 101);
  const Identity orphan = fork(parent, 102);
  table.reap(root, 101);
  table.reap(root, 102);
  const Identity next = fork(root, 103), last = fork(root, 104);
  EXPECT_TRUE(next.sid == orphan.sid || last.sid == orphan.sid);
}

TEST_F(ProcessTableTest, SlotIsUsedAgainByWhoKnowsItsLastEpoch) {
  const Identity first = fork(root, 101, "first");
  const Epoch last_of_first = table.epoch(first.sid);
  table.reap(root, 101);
  const Identity second = fork(root, 102, "second");
  EXPECT_EQ(second.sid, first.sid);
  EXPECT_GT(table.epoch(second.sid), last_of_first);
  EXPECT_TRUE(knows(second, first, last_of_first));
  EXPECT_STREQ(table.who(first.sid, last_of_first, first.record)->name, "first");
  EXPECT_STREQ(table.who(second.sid, table.epoch(second.sid), second.record)->name, "second");
}

TEST_F(ProcessTableTest, SlotIsNotUsedAgainByWhoDoesNotKnowItsLastEpoch) {
  const Identity first = fork(root, 101);
  const Identity stranger = fork(root, 102);
  table.reap(root, 101);
  EXPECT_NE(fork(stranger, 103).sid, first.sid);
}

TEST_F(ProcessTableTest, SlotOfALivingProcessIsNotUsed) {
  const Identity first = fork(root, 101);
  EXPECT_NE(fork(root, 102).sid, first.sid);
}

TEST_F(ProcessTableTest, SlotOfAFailedForkIsUsedAgain) {
  const std::optional<Identity> never = table.prepare_child(root, "never", kSomewhere);
  ASSERT_TRUE(never.has_value());
  table.withdraw(root, *never);
  EXPECT_EQ(fork(root, 101).sid, never->sid);
}

TEST_F(ProcessTableTest, FullTableGivesNothingUntilOneIsReaped) {
  std::vector<Identity> children;
  for (unsigned i = 1; i < kMaxProcesses; ++i) children.push_back(fork(root, static_cast<pid_t>(kRootPid + i)));
  EXPECT_EQ(table.width(), kMaxProcesses);
  EXPECT_FALSE(table.prepare_child(root, "one too many", kSomewhere).has_value());
  table.reap(root, kRootPid + 7);
  EXPECT_EQ(fork(root, 999).sid, children[6].sid);
}

// Many more processes than records: those that live keep theirs, and a record that was used again is not taken for the old one.
TEST_F(ProcessTableTest, RecordsOfTheLivingStayAndOldOnesAreRefused) {
  constexpr pid_t kProcesses = 10000;
  const Identity living = fork(root, 50, "living");
  const Identity early = fork(root, 51, "early");
  const Epoch early_epoch = table.epoch(early.sid);
  table.reap(root, 51);
  for (pid_t pid = 1000; pid < 1000 + kProcesses; ++pid) {
    ASSERT_NE(fork(root, pid, "later").record, living.record);
    table.reap(root, pid);
  }
  EXPECT_STREQ(table.who(living.sid, table.epoch(living.sid), living.record)->name, "living");
  EXPECT_STREQ(table.who(root.sid, table.epoch(root.sid), root.record)->name, "MainProcess");
  EXPECT_EQ(table.who(early.sid, early_epoch, early.record), nullptr);
}

TEST(ProcessTable, ForksOfTwoProcessesAtOnceGetDifferentSlots) {
  constexpr unsigned kRounds = 100;
  constexpr unsigned kForks = 100;
  struct Shared {
    std::atomic<unsigned> arrived[2];
    Sid sids[2][kForks];
    ProcessTable table;
  };
  for (unsigned round = 0; round < kRounds; ++round) {
    auto& shared = shared_zeroed<Shared>();
    const Identity root = shared.table.enter_root("MainProcess", kRootPid);
    const auto fork_many = [&](unsigned me) {
      for (unsigned i = 0; i < kForks; ++i) {
        shared.arrived[me].store(i + 1);
        while (shared.arrived[1 - me].load() < i + 1) sched_yield();
        shared.sids[me][i] = shared.table.prepare_child(root, "child", kSomewhere).value().sid;
      }
    };
    Child other([&] { fork_many(1); });
    fork_many(0);
    EXPECT_EQ(other.reap(), 0);
    std::set<Sid> used{root.sid};
    for (const auto& of_one : shared.sids) used.insert(std::begin(of_one), std::end(of_one));
    ASSERT_EQ(used.size(), 1 + 2 * kForks);
  }
}

}  // namespace
}  // namespace race
