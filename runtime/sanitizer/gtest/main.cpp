// gtest_main, with the listener: a test that races fails.
#include <gtest/gtest.h>

#include "runtime/sanitizer/gtest/expect_race.h"

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  testing::UnitTest::GetInstance()->listeners().Append(new race::RaceListener);
  return RUN_ALL_TESTS();
}
