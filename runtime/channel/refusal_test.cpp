// A Queue of what cannot travel does not compile, and the compiler says why.
#include <gtest/gtest.h>

#include "runtime/testing/compiler.h"

namespace mp {
namespace {

constexpr char kIncludes[] = R"(
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>
#include "runtime/channel/queue.h"
struct Point { double x, y; };
)";

TEST(QueueRefusal, TakesWhatCanTravel) {
  const test::Compilation compilation = test::compile(
      kIncludes,
      {"mp::Queue<Point> points; points.put({1, 2}); points.get();",
       "mp::Queue<std::vector<std::string>> names; names.put({\"a\"}); names.get();",
       "mp::Queue<std::map<int, Point>> maps; maps.put({}); maps.get();",
       "auto closure = [i = 1] { return i; }; mp::Queue<decltype(closure)> queue; queue.put(closure); queue.get()();"});
  EXPECT_TRUE(compilation.succeeded) << compilation.messages;
}

TEST(QueueRefusal, NamesPointersReferencesAndViews) {
  test::expect_refused(
      kIncludes,
      {"mp::Queue<int*> queue;", "mp::Queue<const char*> queue;", "mp::Queue<std::reference_wrapper<Point>> queue;",
       "mp::Queue<std::string_view> queue;", "mp::Queue<std::pair<int, Point*>> queue;", "mp::Queue<std::vector<int*>> queue;"},
      ": mp: a pointer, a reference or a view (std::ref, std::span, std::string_view) leads into this process's");
}

TEST(QueueRefusal, NamesSharedObjects) {
  test::expect_refused(kIncludes, {"mp::Queue<mp::Queue<int>> queue;"},
                       ": mp: a shared object (Value, Array, Queue, Lock, RLock) cannot be copied into a message");
}

TEST(QueueRefusal, NamesClosures) {
  test::expect_refused(kIncludes, {"std::string s; auto closure = [s] { return s; }; mp::Queue<decltype(closure)> queue;"},
                       ": mp: this closure is not trivially copyable");
}

TEST(QueueRefusal, NamesEverythingElse) {
  test::expect_refused(kIncludes,
                       {"mp::Queue<std::unique_ptr<int>> queue;", "mp::Queue<std::map<int, std::shared_ptr<int>>> queue;"},
                       ": mp: this type cannot travel to another process");
}

}  // namespace
}  // namespace mp
