#include "tool/program/world/lockset.h"

#include <gtest/gtest.h>

namespace check {
namespace {

constexpr LocationId kA{1};
constexpr LocationId kB{2};

Lockset holding(std::initializer_list<LocationId> places, LockMode mode = LockMode::kExclusive) {
  Lockset locks;
  for (const LocationId place : places) locks.acquire(place, mode, 0);
  return locks;
}

TEST(Lockset, MeetKeepsOnlyCommonLocks) { EXPECT_EQ(Lockset::meet(holding({kA, kB}), holding({kB})), holding({kB})); }

TEST(Lockset, MeetKeepsTheWeakerMode) {
  const Lockset met = Lockset::meet(holding({kA}), holding({kA}, LockMode::kShared));
  ASSERT_EQ(met.locks().size(), 1U);
  EXPECT_EQ(met.locks()[0].mode, LockMode::kShared);
}

TEST(Lockset, ARecursiveLockIsHeldUntilTheLastRelease) {
  Lockset locks = holding({kA, kA});
  locks.release(kA);
  EXPECT_TRUE(locks.holds(kA));
  locks.release(kA);
  EXPECT_FALSE(locks.holds(kA));
}

TEST(Lockset, ReleaseOfAnotherLockChangesNothing) {
  Lockset locks = holding({kA});
  locks.release(kB);
  EXPECT_EQ(locks, holding({kA}));
}

TEST(Lockset, WhereALockWasTakenIsNotPartOfIt) {
  Lockset elsewhere;
  elsewhere.acquire(kA, LockMode::kExclusive, 7);
  EXPECT_EQ(elsewhere, holding({kA}));
  EXPECT_EQ(elsewhere.hash(), holding({kA}).hash());
}

TEST(Lockset, ALockWithoutANewNameIsForgotten) {
  Lockset locks = holding({kA, kB});
  locks.rename([](LocationId place) { return place == kA ? std::optional(LocationId{9}) : std::nullopt; });
  EXPECT_EQ(locks, holding({LocationId{9}}));
}

}  // namespace
}  // namespace check
