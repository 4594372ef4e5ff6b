// A Value or an Array of what cannot lie in shared memory does not compile, and the compiler says why.
#include <gtest/gtest.h>

#include "runtime/testing/compiler.h"

namespace mp {
namespace {

constexpr char kIncludes[] = R"(
#include <string>
#include <string_view>
#include <vector>
#include "runtime/value/array.h"
#include "runtime/value/value.h"
struct Point { double x, y; };
)";

TEST(ValueRefusal, TakesPlainData) {
  const test::Compilation compilation = test::compile(kIncludes, {"mp::Value<Point> value;", "mp::Array<Point> array(3);"});
  EXPECT_TRUE(compilation.succeeded) << compilation.messages;
}

TEST(ValueRefusal, NamesPointersAndViews) {
  test::expect_refused(
      kIncludes, {"mp::Value<int*> value;", "mp::Value<std::string_view> value;", "mp::Array<char*> array(3);"},
      ": mp: a pointer, a reference or a view (std::span, std::string_view) in shared memory would lead into one process's");
}

TEST(ValueRefusal, NamesWhatOwnsPrivateMemory) {
  test::expect_refused(kIncludes, {"mp::Value<std::string> value;", "mp::Array<std::vector<int>> array(3);"},
                       ": mp: only trivially copyable types can lie in shared memory");
}

}  // namespace
}  // namespace mp
