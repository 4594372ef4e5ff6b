#include "runtime/sync/acquired_at.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gnu/libc-version.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <bit>
#include <cstdio>
#include <mutex>
#include <regex>
#include <source_location>
#include <string>

#include "runtime/sync/condition.h"
#include "runtime/sync/lock.h"
#include "runtime/sync/rlock.h"
#include "runtime/testing/forked_child.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using testing::EndsWith;
using testing::HasSubstr;

std::string here(unsigned line) { return fmt::format("acquired_at_test.cpp:{}", line); }

template <class AnyLock>
class AcquiredAtBy : public testing::Test {};
using Locks = testing::Types<Lock, RLock>;
TYPED_TEST_SUITE(AcquiredAtBy, Locks);

TYPED_TEST(AcquiredAtBy, ACallNamesItsLine) {
  TypeParam lock;
  EXPECT_FALSE(lock.owner().has_value());
  lock.acquire();
  EXPECT_THAT(lock.owner()->where.text(), EndsWith(here(__LINE__ - 1)));
  test::ForkedChild child([&] { EXPECT_THAT(lock.owner()->where.text(), EndsWith(here(__LINE__ - 2))); });
  EXPECT_EQ(child.wait(), 0);
  lock.release();
  ASSERT_TRUE(lock.try_acquire());
  EXPECT_THAT(lock.owner()->where.text(), EndsWith(here(__LINE__ - 1)));
  lock.release();
  ASSERT_TRUE(lock.acquire_for(1s));
  EXPECT_THAT(lock.owner()->where.text(), EndsWith(here(__LINE__ - 1)));
  lock.release();
}

TEST(AcquiredAt, TheFirstAcquireOfAnRLockCounts) {
  RLock lock;
  lock.acquire();
  const unsigned first = __LINE__ - 1;
  lock.acquire();
  EXPECT_THAT(lock.owner()->where.text(), EndsWith(here(first)));
  lock.release();
  lock.release();
}

TEST(AcquiredAt, AWaitOfAConditionKeepsThePlace) {
  Lock lock;
  Condition condition(lock);
  lock.acquire();
  const std::string before = lock.owner()->where.text();
  test::Gate taken;
  test::ForkedChild other([&] {
    lock.acquire();
    taken.open();
    lock.release();
  });
  EXPECT_FALSE(condition.wait_for(1ms));
  EXPECT_EQ(lock.owner()->where.text(), before);
  lock.release();
  taken.pass();
  EXPECT_EQ(other.wait(), 0);
}

/// What addr2line says of "program+0x1a2b".
std::string functions_at(const std::string& place) {
  std::smatch parts;
  static const std::regex form(R"(.+\+0x([0-9a-f]+).*)");
  if (!std::regex_match(place, parts, form)) return "no place: " + place;
  const std::string command = fmt::format("addr2line -Cfie /proc/{}/exe 0x{}", ::getpid(), parts[1].str());
  std::FILE* const output = ::popen(command.c_str(), "r");
  std::string text;
  char buffer[256];
  while (std::fgets(buffer, sizeof buffer, output) != nullptr) text += buffer;
  ::pclose(output);
  return text;
}

// Their last step is not the call, or an optimising compiler would leave them before it.
template <class AnyLock>
[[gnu::noinline]] void take_in_words_of_cpp(AnyLock& lock) {
  lock.lock();
  asm volatile("");
}
template <class AnyLock>
[[gnu::noinline]] bool try_in_words_of_cpp(AnyLock& lock) {
  const bool taken = lock.try_lock();
  asm volatile("");
  return taken;
}

TYPED_TEST(AcquiredAtBy, ACallFromALibraryNamesTheCode) {
  TypeParam lock;
  take_in_words_of_cpp(lock);
  EXPECT_THAT(lock.owner()->where.text(), HasSubstr("acquired_at_test+0x"));
  EXPECT_THAT(functions_at(lock.owner()->where.text()), HasSubstr("take_in_words_of_cpp"));
  lock.unlock();
  ASSERT_TRUE(try_in_words_of_cpp(lock));
  EXPECT_THAT(functions_at(lock.owner()->where.text()), HasSubstr("try_in_words_of_cpp"));
  lock.unlock();
  {
    const std::lock_guard guard(lock);  // inlined or not, it is code of this program
    EXPECT_THAT(functions_at(lock.owner()->where.text()), testing::ContainsRegex("ACallFromALibraryNamesTheCode|lock_guard"));
  }
  const std::unique_lock guard(lock, 1s);
  EXPECT_THAT(lock.owner()->where.text(), HasSubstr("acquired_at_test+0x"));
}

TEST(AcquiredAt, WhatIsNoPlaceOfTheProgramHasNoText) {
  EXPECT_EQ(sync::AcquiredAt().text(), "");
  const int local = 0;
  EXPECT_EQ(sync::AcquiredAt(static_cast<const void*>(&local)).text(), "");
  EXPECT_EQ(sync::AcquiredAt(std::bit_cast<std::source_location>(static_cast<const void*>(&local))).text(), "");
}

TEST(AcquiredAt, AFunctionThatTheLinkerKnowsIsNamed) {
  const auto* const inside = reinterpret_cast<const char*>(&::gnu_get_libc_version) + 1;  // no sanitizer has one of its own
  EXPECT_THAT(sync::AcquiredAt(static_cast<const void*>(inside)).text(),
              testing::MatchesRegex("libc.*\\+0x[0-9a-f]+ \\(gnu_get_libc_version\\)"));
}

}  // namespace
}  // namespace mp
