#include "runtime/process/throw_stack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <thread>

namespace mp::internal {

// Not in an unnamed namespace: the dynamic linker is to know their names.

int volatile depth_reached = 0;

[[gnu::noinline]] void dig(int depth) {
  if (depth == 0) throw std::runtime_error("the ground");
  dig(depth - 1);
  depth_reached = depth;  // so that the call is not the last step
}

[[gnu::noinline]] void dig_and_throw_again() {
  try {
    dig(2);
  } catch (...) {
    throw;
  }
}

namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

template <class Body>
std::string stack_of(Body body) {
  try {
    call_noting_throws(body);
  } catch (...) {
    return take_throw_stack();
  }
  return "nothing was thrown";
}

TEST(ThrowStack, TellsEachFrameFromTheThrowOn) {
  const std::string stack = stack_of([] { dig(2); });
  EXPECT_THAT(stack, ContainsRegex("#. .*throw_stack_test.+0x[0-9a-f]+ .mp::internal::dig.int"));
  std::size_t digs = 0;
  for (std::size_t at = stack.find("::dig(int)"); at != std::string::npos; at = stack.find("::dig(int)", at + 1)) ++digs;
  EXPECT_EQ(digs, 3U) << stack;
  EXPECT_THAT(stack, StartsWith("#0 "));
  EXPECT_THAT(stack, Not(HasSubstr("_Unwind_RaiseException")));
}

TEST(ThrowStack, EndsWithWhatWasCalled) {
  const std::string stack = stack_of([] { dig(0); });
  EXPECT_THAT(stack, Not(HasSubstr("call_noting_throws(void (*)(void*), void*)"))) << "what lies further out is left out";
  EXPECT_THAT(stack, Not(HasSubstr("(main)")));
}

TEST(ThrowStack, TellsOfTheLastThrow) { EXPECT_THAT(stack_of(dig_and_throw_again), HasSubstr("dig_and_throw_again()")); }

TEST(ThrowStack, IsNotKeptOfWhatIsCaughtInside) {
  call_noting_throws([] {
    try {
      dig(1);
    } catch (const std::runtime_error&) {
    }
  });
  EXPECT_EQ(take_throw_stack(), "");
}

TEST(ThrowStack, IsTakenOnce) {
  EXPECT_NE(stack_of([] { dig(1); }), "");
  EXPECT_EQ(take_throw_stack(), "");
}

TEST(ThrowStack, BelongsToItsThread) {
  EXPECT_THROW(call_noting_throws([] { dig(1); }), std::runtime_error);
  std::string of_other;
  std::thread([&] { of_other = take_throw_stack(); }).join();
  EXPECT_EQ(of_other, "");
  EXPECT_NE(take_throw_stack(), "");
}

TEST(ThrowStack, DestroysWhatLiesBetween) {
  bool destroyed = false;
  struct Sets {
    bool& flag;
    ~Sets() { flag = true; }
  };
  stack_of([&] {
    const Sets sets{destroyed};
    dig(1);
  });
  EXPECT_TRUE(destroyed);
}

TEST(ThrowStack, OfAVeryDeepThrowIsCut) {
  const std::string stack = stack_of([] { dig(200); });
  EXPECT_THAT(stack, HasSubstr("#50 "));
  EXPECT_THAT(stack, Not(HasSubstr("#64 ")));
}

}  // namespace
}  // namespace mp::internal
