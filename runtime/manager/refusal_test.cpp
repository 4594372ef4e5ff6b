// What a manager cannot do does not compile, and the compiler says why.
#include <gtest/gtest.h>

#include "runtime/testing/compiler.h"

namespace mp {
namespace {

constexpr char kIncludes[] = R"(
#include <string>
#include <vector>
#include "runtime/manager/sync_manager.h"
struct Counter {
  int add(int n) { return n; }
  int hidden() { return 0; }
  void fill(std::vector<int>& to) { to.clear(); }
  std::vector<int>& all() { static std::vector<int> all; return all; }
  const char* name() { return ""; }
};
struct Plain { int get() { return 0; } };
template <>
struct mp::Exposed<Counter> : mp::Exposes<&Counter::add, &Counter::fill, &Counter::all, &Counter::name> {};
)";

constexpr char kHead[] = "auto* c = (mp::Proxy<Counter>*)0; auto* p = (mp::Proxy<Plain>*)0; ";

std::string with_head(const std::string& statement) { return kHead + statement + " (void)c; (void)p;"; }

TEST(ManagerRefusal, TakesWhatIsExposed) {
  const test::Compilation compilation = test::compile(
      kIncludes, {"mp::SyncManager manager; auto list = manager.list<std::vector<int>>(); list.append({1}); list[0].size();"});
  EXPECT_TRUE(compilation.succeeded) << compilation.messages;
}

TEST(ManagerRefusal, NamesWhatIsNotExposed) {
  test::expect_refused(kIncludes, {with_head("c->call<&Counter::hidden>();")}, ": mp: this method is not exposed");
  test::expect_refused(kIncludes, {with_head("p->call<&Plain::get>();")}, ": mp: this class is not exposed");
}

TEST(ManagerRefusal, NamesWhatWouldBeLost) {
  test::expect_refused(kIncludes, {with_head("std::vector<int> v; c->call<&Counter::fill>(v);")},
                       ": mp: an exposed method must take its arguments by value or const reference");
  test::expect_refused(kIncludes, {with_head("c->call<&Counter::all>();")},
                       ": mp: an exposed method must return a value or a const reference");
  test::expect_refused(kIncludes, {"mp::SyncManager manager; manager.list<std::vector<int>>()[0].push_back(1);"},
                       "no matching member function for call to 'push_back'");
}

TEST(ManagerRefusal, NamesWhatCannotTravel) {
  test::expect_refused(
      kIncludes, {with_head("c->call<&Counter::name>();")},
      ": mp: a pointer, a reference or a view (std::ref, std::span, std::string_view) leads into this process's");
}

}  // namespace
}  // namespace mp
