// Tests that expect races, or none. Some must fail, and are called so; expect_race_test looks at what becomes of them in a
// sanitized build.
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>
#include <thread>

#include "runtime/mp.h"
#include "runtime/sanitizer/gtest/expect_race.h"
#include "tests/sanitizer/forked.h"

namespace programs {

int number_of_threads = 0;

namespace {

void add(mp::Value<int>& v, int num) { v.value += num; }

void add_in_two(mp::Value<int>& v) {
  mp::Process one(add, v, 1);
  mp::Process other(add, v, 3);
  one.start();
  other.start();
  one.join();
  other.join();
}

void add_in_turn(mp::Value<int>& v) {
  mp::Process one(add, v, 1);
  one.start();
  one.join();
  v.value += 3;
}

TEST(ExpectRace, Sees) {
  mp::Value<int> v(0);
  EXPECT_RACE(add_in_two(v));
  EXPECT_RACE(add_in_two(v)) << "a second time";
}

TEST(OfThreads, ExpectRaceSees) {
  EXPECT_RACE({
    std::thread other([] { number_of_threads = 1; });
    number_of_threads = 2;
    other.join();
  });
}

TEST(ExpectRace, OfProgramsThatKnowNothing) {
  int& number = mapped<int>();
  EXPECT_RACE(in_two([&] { number += 1; }, [&] { number += 3; }));
}

TEST(ExpectNoRace, OfOrderedAccesses) {
  mp::Value<int> v(0);
  EXPECT_NO_RACE(add_in_turn(v));
  EXPECT_NO_RACE({});
}

TEST(MustFail, ExpectRaceWithoutOne) {
  mp::Value<int> v(0);
  EXPECT_RACE(add_in_turn(v));
}

TEST(MustFail, ExpectNoRaceWithOne) {
  mp::Value<int> v(0);
  EXPECT_NO_RACE(add_in_two(v));
}

TEST(MustFail, ExpectRaceOfABodyThatCrashes) { EXPECT_RACE(std::raise(SIGKILL)); }

TEST(MustFail, ExpectNoRaceOfABodyThatThrows) { EXPECT_NO_RACE(throw std::runtime_error("broken")); }

TEST(MustFail, ExpectNoRaceOfABodyThatExits) { EXPECT_NO_RACE(_exit(3)); }

TEST(MustFail, TheTestItselfRaces) {
  mp::Value<int> v(0);
  add_in_two(v);
}

TEST(AfterAll, ATestThatDoesNotRaceIsNotBlamed) {
  mp::Value<int> v(0);
  add_in_turn(v);
}

}  // namespace
}  // namespace programs
