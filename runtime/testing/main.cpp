#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/process/runtime.h"

int main(int argc, char** argv) {
  const mp::Runtime runtime(argc, argv);  // before GoogleTest takes its own arguments away
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
