#include "runtime/type_name.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace mp {

template <class T>
struct Holder {};

namespace {

TEST(TypeName, IsWrittenOut) {
  EXPECT_EQ(type_name<int>(), "int");
  EXPECT_EQ(type_name<Holder<double>>(), "mp::Holder<double>");
  EXPECT_EQ(type_name<const std::runtime_error>(), "const std::runtime_error");
}

TEST(TypeName, IsAConstant) { static_assert(type_name<Holder<char>>() == "mp::Holder<char>"); }

TEST(TypeName, ReadsTypesAtRunTime) { EXPECT_EQ(type_name(typeid(Holder<int>)), "mp::Holder<int>"); }

TEST(TypeName, NamesTheExceptionInHand) {
  try {
    throw std::out_of_range("x");
  } catch (...) {
    EXPECT_EQ(current_exception_type_name(), "std::out_of_range");
  }
  try {
    throw 42;
  } catch (...) {
    EXPECT_EQ(current_exception_type_name(), "int");
  }
}

}  // namespace
}  // namespace mp
