// What is a race between processes, and what is none: each case a script of steps, in an order that the detector cannot see.
#include "runtime/sanitizer/detector/detector.h"

#include <gtest/gtest.h>

#include "runtime/sanitizer/detector/script_for_test.h"

namespace race {
namespace {

constexpr std::uintptr_t kLock = 0x1000;
constexpr std::uintptr_t kOtherLock = 0x2000;
constexpr AccessKind kAtomicRead{.write = false, .atomic = true};
constexpr AccessKind kAtomicWrite{.write = true, .atomic = true};

class DetectorTest : public testing::Test {
 protected:
  void locked_update(Actor who, std::uintptr_t lock) {
    who.acquire(lock);
    who.read(x);
    who.write(x);
    who.release(lock);
  }

  Script script;
  Actor main = script.main();
  const std::uintptr_t x = script.variable(0);
  const std::uintptr_t y = script.variable(1);
};

TEST_F(DetectorTest, TwoWritesRace) {
  Actor a = main.fork("a");
  Actor b = main.fork("b");
  a.write(x);
  EXPECT_EQ(script.races(), 0U);
  b.write(x);
  EXPECT_EQ(script.races(), 1U);
  EXPECT_EQ(script.last_race(), "write by b, write by a");
}

TEST_F(DetectorTest, WriteAndReadRaceInEitherOrder) {
  Actor a = main.fork("a");
  a.write(x);
  main.read(x);
  EXPECT_EQ(script.last_race(), "read by main, write by a");
  a.read(y);
  main.write(y);
  EXPECT_EQ(script.last_race(), "write by main, read by a");
  EXPECT_EQ(script.races(), 2U);
}

TEST_F(DetectorTest, ReadsDoNotRace) {
  main.write(x);
  for (const char* name : {"1", "2", "3", "4", "5", "6", "7", "8", "9"}) main.fork(name).read(x);
  EXPECT_EQ(script.races(), 0U);
}

TEST_F(DetectorTest, WriteRacesWithEachOfEightReaders) {
  for (const char* name : {"1", "2", "3", "4", "5", "6", "7", "8"}) main.fork(name).read(x);
  main.write(x);
  EXPECT_EQ(script.races(), 8U);  // also with the one that had to give its cell to the writer
}

TEST_F(DetectorTest, TheProcessItselfDoesNotRace) {
  main.write(x);
  main.read(x);
  main.release(kLock);
  main.write(x);
  EXPECT_EQ(script.races(), 0U);
}

TEST_F(DetectorTest, DifferentBytesDoNotRace) {
  Actor a = main.fork("a");
  a.write(x, 4);
  main.write(x + 4, 4);
  a.write(y, 1);
  main.write(y + 1, 1);
  EXPECT_EQ(script.races(), 0U);
}

TEST_F(DetectorTest, UnalignedAccessRacesWithBothGranulesThatItMeets) {
  Actor a = main.fork("a");
  a.write(x + 6, 4);
  main.read(x + 7, 1);
  EXPECT_EQ(script.races(), 1U);
  main.read(y + 1, 1);
  EXPECT_EQ(script.races(), 2U);
  main.read(x, 4);
  main.read(y + 2, 4);
  EXPECT_EQ(script.races(), 2U);
}

TEST_F(DetectorTest, RangeRacesWithWhatLiesInside) {
  Actor a = main.fork("a");
  a.write(script.variable(10), 100 * kGranuleBytes);
  main.read(script.variable(60) + 3, 1);
  EXPECT_EQ(script.races(), 1U);
  main.read(script.variable(9), 8);
  main.read(script.variable(110), 8);
  EXPECT_EQ(script.races(), 1U);
}

TEST_F(DetectorTest, StartOrdersWhatTheParentDidBefore) {
  main.write(x);
  Actor a = main.fork("a");
  a.write(x);
  EXPECT_EQ(script.races(), 0U);
}

TEST_F(DetectorTest, StartDoesNotOrderWhatTheParentDoesAfter) {
  Actor a = main.fork("a");
  main.write(x);
  a.read(x);
  EXPECT_EQ(script.races(), 1U);
}

TEST_F(DetectorTest, JoinOrdersAllThatTheChildDid) {
  Actor a = main.fork("a");
  a.write(x);
  main.join(a);
  main.write(x);
  Actor b = main.fork("b");
  b.write(x);
  EXPECT_EQ(script.races(), 0U);
}

TEST_F(DetectorTest, JoinOfOneDoesNotOrderTheOther) {
  Actor a = main.fork("a");
  Actor b = main.fork("b");
  a.write(x);
  main.join(b);
  main.read(x);
  EXPECT_EQ(script.races(), 1U);
}

TEST_F(DetectorTest, GrandchildRacesWithTheRoot) {
  Actor a = main.fork("a");
  Actor b = a.fork("b");
  b.write(x);
  main.write(x);
  EXPECT_EQ(script.last_race(), "write by main, write by b");
}

TEST_F(DetectorTest, OrderPassesThroughGenerations) {
  Actor a = main.fork("a");
  Actor b = a.fork("b");
  b.write(x);
  a.join(b);
  main.join(a);
  main.write(x);
  EXPECT_EQ(script.races(), 0U);
}

TEST_F(DetectorTest, LockOrders) {
  Actor a = main.fork("a");
  Actor b = main.fork("b");
  for (int i = 0; i < 5; ++i) {
    locked_update(a, kLock);
    locked_update(b, kLock);
    locked_update(main, kLock);
  }
  EXPECT_EQ(script.races(), 0U);
}

TEST_F(DetectorTest, DifferentLocksDoNotOrder) {
  Actor a = main.fork("a");
  locked_update(a, kLock);
  locked_update(main, kOtherLock);
  EXPECT_GE(script.races(), 1U);
}

TEST_F(DetectorTest, ReaderWithoutTheLockRaces) {
  Actor a = main.fork("a");
  locked_update(a, kLock);
  main.read(x);
  EXPECT_EQ(script.last_race(), "read by main, write by a");
}

TEST_F(DetectorTest, AccessesFarApartStillRace) {
  Actor a = main.fork("a");
  a.write(x);
  for (unsigned i = 0; i < 200; ++i) main.write(script.variable(2 + i));
  for (int i = 0; i < 50; ++i) a.release(kLock);
  main.read(x);
  EXPECT_EQ(script.races(), 1U);
}

TEST_F(DetectorTest, QueueHandsOver) {
  Actor a = main.fork("a");
  a.write(x);
  a.release(kLock);
  main.acquire(kLock);
  main.write(x);
  EXPECT_EQ(script.races(), 0U);
}

TEST_F(DetectorTest, WriteAfterThePutRaces) {
  Actor a = main.fork("a");
  a.release(kLock);
  a.write(x);
  main.acquire(kLock);
  main.read(x);
  EXPECT_EQ(script.races(), 1U);
}

// A queue's clock accumulates, which is a limit: the second put hides that the write came after the first one.
TEST_F(DetectorTest, SecondPutHidesTheMissingEdgeOfTheFirst) {
  Actor a = main.fork("a");
  a.release(kLock);
  a.write(x);
  a.release(kLock);
  main.acquire(kLock);
  main.read(x);
  EXPECT_EQ(script.races(), 0U);
}

TEST_F(DetectorTest, AtomicsDoNotRaceWithEachOther) {
  Actor a = main.fork("a");
  a.access(x, 4, kAtomicWrite);
  main.access(x, 4, kAtomicWrite);
  main.access(x, 4, kAtomicRead);
  EXPECT_EQ(script.races(), 0U);
}

TEST_F(DetectorTest, AtomicRacesWithPlain) {
  Actor a = main.fork("a");
  a.access(x, 4, kAtomicWrite);
  main.read(x);
  EXPECT_EQ(script.last_race(), "read by main, atomic write by a");
  a.access(y, 4, kAtomicRead);
  main.write(y);
  EXPECT_EQ(script.last_race(), "write by main, atomic read by a");
}

// The atomic access may not stand for the plain one before it.
TEST_F(DetectorTest, PlainAccessIsNotForgottenForAnAtomicOne) {
  Actor a = main.fork("a");
  a.write(x);
  a.release(kLock);  // a new epoch, or the second access would not be noted at all
  a.access(x, 4, kAtomicWrite);
  main.access(x, 4, kAtomicRead);
  EXPECT_EQ(script.last_race(), "atomic read by main, write by a");
}

// A read may not stand for the write before it, nor a small access for a large one.
TEST_F(DetectorTest, StrongAccessIsNotForgottenForAWeakerOne) {
  Actor a = main.fork("a");
  a.write(x, 8);
  a.release(kLock);
  a.read(x, 8);
  a.write(x, 4);
  main.read(x + 4, 4);
  EXPECT_EQ(script.last_race(), "read by main, write by a");
}

// b has seen a's write, and reads; main has seen neither.
TEST_F(DetectorTest, WriteIsNotForgottenForAReadThatCameAfterIt) {
  Actor a = main.fork("a");
  Actor b = main.fork("b");
  a.write(x);
  a.release(kLock);
  b.acquire(kLock);
  b.read(x);
  main.read(x);
  EXPECT_EQ(script.last_race(), "read by main, write by a");
}

TEST_F(DetectorTest, MemoryThatIsNobodysIsNotObserved) {
  const std::uintptr_t memory = script.raw_memory();
  Actor a = main.fork("a");
  a.write(memory);
  main.write(memory);
  EXPECT_EQ(script.races(), 0U);
  main.create(memory, 4);
  a.write(memory + 4);
  main.write(memory + 4);
  EXPECT_EQ(script.races(), 0U);
  a.write(memory);
  main.write(memory);
  EXPECT_EQ(script.races(), 1U);
}

TEST_F(DetectorTest, MemoryThatIsUsedAgainStartsAfresh) {
  const std::uintptr_t memory = script.raw_memory();
  main.create(memory, 8);
  Actor a = main.fork("a");
  a.write(memory);
  main.destroy(memory, 8);
  main.create(memory, 8);
  main.write(memory);
  EXPECT_EQ(script.races(), 0U);
}

TEST_F(DetectorTest, WhatTheDeadDidStillRaces) {
  Actor a = main.fork("a");
  a.write(x);
  a.kill();
  main.write(x);
  EXPECT_EQ(script.last_race(), "write by main, write by a");
}

TEST_F(DetectorTest, JoinOrdersWhatAKilledChildDid) {
  Actor a = main.fork("a");
  a.write(x);
  main.kill_and_join(a);
  main.write(x);
  EXPECT_EQ(script.races(), 0U);
}

TEST_F(DetectorTest, LockOfTheDeadOrdersWhatItDidWhileHoldingIt) {
  Actor a = main.fork("a");
  Actor b = main.fork("b");
  a.acquire(kLock);
  a.write(x);
  a.kill();
  b.recover(kLock);
  b.write(x);
  EXPECT_EQ(script.races(), 0U);
  main.write(x);
  EXPECT_GE(script.races(), 1U);
}

TEST_F(DetectorTest, NewProcessInAnOldSlotRaces) {
  Actor first = main.fork("first");
  Actor other = main.fork("other");
  main.join(first);
  Actor second = main.fork("second");
  second.write(x);
  other.write(x);
  EXPECT_EQ(script.last_race(), "write by other, write by second");
}

TEST_F(DetectorTest, ManyForksAndJoinsInTurnAreInOrder) {
  for (int i = 0; i < 10; ++i) {
    Actor child = main.fork("child");
    child.read(x);
    child.write(x);
    main.join(child);
    main.write(x);
  }
  EXPECT_EQ(script.races(), 0U);
}

}  // namespace
}  // namespace race
