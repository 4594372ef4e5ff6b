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
#include "runtime/value/raw_array.h"
#include "runtime/value/raw_value.h"
#include "runtime/value/typecode.h"
#include "runtime/value/value.h"
struct Point { double x, y; };
)";

TEST(ValueRefusal, TakesPlainData) {
  const test::Compilation compilation = test::compile(kIncludes, {"mp::Value<Point> value;", "mp::Array<Point> array(3);"});
  EXPECT_TRUE(compilation.succeeded) << compilation.messages;
}

TEST(ValueRefusal, NamesPointersAndViews) {
  test::expect_refused(
      kIncludes,
      {"mp::Value<int*> value;", "mp::Value<std::string_view> value;", "mp::Array<char*> array(3);", "mp::RawValue<long*> value;",
       "mp::RawArray<double*> array(3);"},
      ": mp: a pointer, a reference or a view (std::span, std::string_view) in shared memory would lead into one process's");
}

TEST(ValueRefusal, NamesWhatOwnsPrivateMemory) {
  test::expect_refused(kIncludes,
                       {"mp::Value<std::string> value;", "mp::Array<std::vector<int>> array(3);",
                        "mp::RawValue<std::vector<char>> value;", "mp::RawArray<std::vector<long>> array(3);"},
                       ": mp: only trivially copyable types can lie in shared memory");
}

TEST(ValueRefusal, NamesTheTypecodes) {
  test::expect_refused(kIncludes, {"mp::Value<mp::typecode<'x'>> value;"},
                       ": mp: no such typecode; there are c u b B h H i I l L q Q f d");
}

}  // namespace
}  // namespace mp
