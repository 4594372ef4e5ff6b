#include "runtime/sanitizer/family/socket_pairs.h"

#include <gtest/gtest.h>

#include "runtime/sanitizer/system/shared_for_test.h"

namespace race {
namespace {

class SocketPairsTest : public testing::Test {
 protected:
  SocketPairs& pairs = shared_zeroed<SocketPairs>();
};

TEST_F(SocketPairsTest, BothEndsHaveOneKey) {
  pairs.note(100, 101);
  pairs.note(102, 103);
  EXPECT_NE(pairs.key(100), 0U);
  EXPECT_EQ(pairs.key(100), pairs.key(101));
  EXPECT_EQ(pairs.key(102), pairs.key(103));
  EXPECT_NE(pairs.key(100), pairs.key(102));
}

TEST_F(SocketPairsTest, OthersHaveNone) {
  pairs.note(100, 101);
  EXPECT_EQ(pairs.key(99), 0U);
}

TEST_F(SocketPairsTest, ANumberThatIsUsedAgainBelongsToTheNewPair) {
  pairs.note(100, 101);
  pairs.note(101, 200);
  EXPECT_EQ(pairs.key(101), pairs.key(200));
  EXPECT_NE(pairs.key(101), pairs.key(100));
}

TEST_F(SocketPairsTest, OfMoreThanFitTheLastAreKnown) {
  for (ino_t socket = 2; socket < 200'000; socket += 2) pairs.note(socket, socket + 1);
  EXPECT_NE(pairs.key(199'998), 0U);
  EXPECT_EQ(pairs.key(199'998), pairs.key(199'999));
}

}  // namespace
}  // namespace race
