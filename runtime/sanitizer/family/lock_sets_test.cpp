#include "runtime/sanitizer/family/lock_sets.h"

#include <gtest/gtest.h>

#include <vector>

#include "runtime/sanitizer/system/shared_for_test.h"

namespace race {
namespace {

std::vector<std::uintptr_t> locks_of(const LockSets& sets, LockSetId id) {
  const auto named = sets.at(id).named();
  return {named.begin(), named.end()};
}

class HeldLocksTest : public testing::Test {
 protected:
  LockSets& sets = shared_zeroed<LockSets>();
  HeldLocks held;
};

TEST_F(HeldLocksTest, AreNoneAtFirst) { EXPECT_EQ(held.id(sets), kNoLocks); }

TEST_F(HeldLocksTest, HaveTheNumberOfTheirSet) {
  held.add(0x100);
  held.add(0x200);
  const LockSetId both = held.id(sets);
  EXPECT_EQ(locks_of(sets, both), (std::vector<std::uintptr_t>{0x100, 0x200}));
  held.remove(0x100);
  EXPECT_EQ(locks_of(sets, held.id(sets)), (std::vector<std::uintptr_t>{0x200}));
  HeldLocks other;
  other.add(0x100);
  other.add(0x200);
  EXPECT_EQ(other.id(sets), both);
  held.remove(0x200);
  EXPECT_EQ(held.id(sets), kNoLocks);
}

TEST_F(HeldLocksTest, DoNotMissWhatTheyNeverHad) {
  held.add(0x100);
  held.remove(0x300);
  EXPECT_EQ(locks_of(sets, held.id(sets)), (std::vector<std::uintptr_t>{0x100}));
}

TEST_F(HeldLocksTest, OfMoreThanCanBeNamedAreCounted) {
  for (std::uintptr_t lock = 1; lock <= kMaxLocksNamed + 2; ++lock) held.add(lock);
  EXPECT_EQ(sets.at(held.id(sets)).count, kMaxLocksNamed + 2);
  held.remove(kMaxLocksNamed + 2);  // not named
  held.remove(1);                   // named: one of the others has its place, without its name
  EXPECT_EQ(sets.at(held.id(sets)).count, kMaxLocksNamed);
  EXPECT_EQ(locks_of(sets, held.id(sets)), (std::vector<std::uintptr_t>{2, 3, 4, 5, 6, 7, 0}));
}

TEST_F(HeldLocksTest, OfAFullTableAreUnknown) {
  bool unknown = false;
  for (std::uintptr_t lock = 1; lock < 200'000 && !unknown; ++lock) {
    HeldLocks one;
    one.add(lock);
    unknown = one.id(sets) == kUnknownLocks;
  }
  EXPECT_TRUE(unknown);
}

TEST_F(HeldLocksTest, AreKnownToTheWholeFamily) {
  Child child([&] {
    held.add(0x700);
    _exit(static_cast<int>(index(held.id(sets)) % 200) + 1);
  });
  const int exit_code = WEXITSTATUS(child.reap());
  held.add(0x700);
  EXPECT_EQ(static_cast<int>(index(held.id(sets)) % 200) + 1, exit_code);
}

TEST_F(HeldLocksTest, OfAForkAreNone) {
  held.add(0x100);
  held.clear();
  EXPECT_EQ(held.id(sets), kNoLocks);
}

}  // namespace
}  // namespace race
