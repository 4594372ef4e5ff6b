#include "runtime/process/at_fork.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "runtime/channel/queue.h"
#include "runtime/process/identity.h"
#include "runtime/process/process.h"
#include "runtime/testing/forked_child.h"

namespace mp {
namespace {

std::vector<std::string> take_all(Queue<std::string>& queue) {
  std::vector<std::string> taken;
  while (!queue.empty()) taken.push_back(queue.get());
  return taken;
}

void run(void (*body)()) {
  Process child(body);
  child.start();
  EXPECT_TRUE(child.join_for(test::kPatience));
}

// Never forgotten, so they are for the children of every test here.
Queue<std::string>* said = nullptr;

// Python's TestForkAwareThreadLock: what is registered does not double with each generation.
TEST(AtForkChild, EachChildCallsEachOnceInTheirOrder) {
  Queue<std::string> queue;
  said = &queue;
  at_fork_child([] { said->put("first in " + current_process().name()); });
  at_fork_child([] { said->put("second"); });
  run([] {
    said->put("body");
    run([] { said->put("inner body"); });
  });
  const std::vector<std::string> heard = take_all(queue);
  ASSERT_EQ(heard.size(), 6U);
  EXPECT_THAT(heard, testing::ElementsAre(testing::StartsWith("first in Process-"), "second", "body", testing::EndsWith(":1"),
                                          "second", "inner body"));
}

TEST(AtForkChild, WhatItThrowsEndsTheChild) {
  Queue<std::string> queue;
  said = &queue;
  at_fork_child([] { throw std::runtime_error("no such device"); });
  testing::internal::CaptureStderr();
  Process child([] { said->put("body"); });
  child.start();
  ASSERT_TRUE(child.join_for(test::kPatience));
  EXPECT_EQ(child.exitcode(), 1);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), testing::HasSubstr("no such device"));
  EXPECT_THAT(take_all(queue), testing::Not(testing::Contains("body")));
}

}  // namespace
}  // namespace mp
