// The containers of a manager that sync_manager_test.cpp has not: set, array, namespace; and going over list and dict.
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "runtime/error.h"
#include "runtime/manager/sync_manager.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/thrown.h"

namespace mp {
namespace {

using test::message_of;

class SyncManagerTypes : public testing::Test {
 protected:
  static void in_child(const std::function<void()>& body) {
    test::ForkedChild child(body);
    EXPECT_EQ(child.wait(), 0);
  }

  const std::unique_ptr<SyncManager> manager_ = Manager();
};
using Containers = SyncManagerTypes;

TEST_F(Containers, ListIter) {
  const auto list = manager_->list<int>({0, 1, 2});
  std::vector<int> seen;
  for (const int each : list) {
    seen.push_back(each);
    if (each == 1) in_child([&] { list.append(3); });  // it is gone over as it is at each step
  }
  EXPECT_EQ(seen, (std::vector<int>{0, 1, 2, 3}));
  auto exhausted = list.begin();
  for (int i = 0; i < 4; ++i) ++exhausted;
  EXPECT_EQ(exhausted, list.end());
  list.append(4);
  EXPECT_EQ(exhausted, list.end());
  list.clear();
  EXPECT_EQ(list.begin(), list.end());
}

TEST_F(Containers, ListSlicesAreReplaced) {
  const auto list = manager_->list<int>({0, 1, 2, 3});
  list.replace(1, 3, {7, 8, 9});
  EXPECT_EQ(list.getvalue(), (std::vector<int>{0, 7, 8, 9, 3}));
  list.replace(-1, 100, {});
  EXPECT_EQ(list.getvalue(), (std::vector<int>{0, 7, 8, 9}));
}

TEST_F(Containers, DictIter) {
  const auto dict = manager_->dict<std::string, int>({{"a", 1}, {"c", 3}});
  std::vector<std::pair<std::string, int>> seen;
  for (const auto& [key, value] : dict) {
    seen.emplace_back(key, value);
    dict.set("c", 4);  // a value may change
  }
  EXPECT_EQ(seen, (std::vector<std::pair<std::string, int>>{{"a", 1}, {"c", 4}}));
  auto step = dict.begin();
  in_child([&] { dict.set("b", 2); });
  EXPECT_EQ(message_of<Error>([&] { ++step; }), "the dict has changed its size while it was gone over");
}

TEST_F(Containers, DictOfProxiesIsGoneOver) {
  const auto dict = manager_->dict<int, ListProxy<int>>();
  for (int i = 0; i < 3; ++i) dict.set(i, manager_->list<int>({i}));
  for (const auto& [key, list] : dict) list.append(key + 10);
  EXPECT_EQ(dict[2].getvalue(), (std::vector<int>{2, 12}));
  EXPECT_EQ(manager_->number_of_objects(), 4u);
}

TEST_F(Containers, NestedQueue) {
  const auto queues = manager_->list<QueueProxy<int>>();
  for (int i = 0; i < 5; ++i) {
    queues.append(manager_->Queue<int>());
    in_child([&] { queues[i].put(i * 10); });
  }
  for (int i = 0; i < 5; ++i) EXPECT_EQ(queues[i].get(), i * 10);
}

TEST_F(SyncManagerTypes, Array) {
  const auto array = manager_->Array<int>({1, 2, 3, 4});
  in_child([&] {
    array.set(-1, 9);
    array.set_slice(0, 2, {5, 6});
  });
  EXPECT_EQ(array.getvalue(), (std::vector<int>{5, 6, 3, 9}));
  EXPECT_EQ(array[1], 6);
  EXPECT_EQ(array.slice(1, 3), (std::vector<int>{6, 3}));
  EXPECT_THROW(array[4], IndexError);
  EXPECT_EQ(message_of<ValueError>([&] { array.set_slice(0, 2, {1}); }),
            "1 items cannot stand in the place of 2: an array keeps its length");
  int sum = 0;
  for (const int each : array) sum += each;
  EXPECT_EQ(sum, 23);
  EXPECT_EQ(manager_->Array<double>(3).getvalue(), (std::vector<double>(3)));
}

TEST_F(SyncManagerTypes, Namespace) {
  struct Range {
    int first;
    std::string name;
  };
  const auto job = manager_->Namespace();
  in_child([&] {
    job.set("size", 10);
    job.set("name", "Job");
    job.set("range", Range{3, "from three"});
  });
  EXPECT_EQ(job.get<int>("size"), 10);
  EXPECT_EQ(job.get<std::string>("name"), "Job");
  EXPECT_EQ(job.get<Range>("range").name, "from three");
  EXPECT_EQ(job.names(), (std::vector<std::string>{"name", "range", "size"}));
  EXPECT_EQ(message_of<ValueError>([&] { static_cast<void>(job.get<double>("size")); }),
            "the attribute size is of type int; get it as that, not as double");
  job.set("size", 2.5);  // of another type from now on
  EXPECT_EQ(job.get<double>("size"), 2.5);
  in_child([&] { job.del("size"); });
  EXPECT_FALSE(job.contains("size"));
  EXPECT_EQ(message_of<IndexError>([&] { static_cast<void>(job.get<int>("size")); }),
            "the namespace has no attribute size; set() makes one");
  EXPECT_THROW(job.del("size"), IndexError);
}

TEST_F(SyncManagerTypes, Set) {
  const auto set = manager_->set<std::string>();
  in_child([&] {
    EXPECT_TRUE(set.add("a"));
    EXPECT_FALSE(set.add("a"));
    set.update({"b", "c"});
  });
  EXPECT_EQ(set.getvalue(), (std::set<std::string>{"a", "b", "c"}));
  EXPECT_TRUE(set.contains("b"));
  in_child([&] { EXPECT_EQ(set.pop(), "a"); });
  EXPECT_EQ(set.size(), 2u);
  set.clear();
  EXPECT_TRUE(set.empty());
  EXPECT_EQ(message_of<IndexError>([&] { set.pop(); }), "the set is empty");
}

TEST_F(SyncManagerTypes, SetInit) {
  const auto set = manager_->set<int>({3, 1, 2, 1});
  EXPECT_EQ(set.copy(), (std::set<int>{1, 2, 3}));
  EXPECT_EQ(manager_->set<int>().size(), 0u);
}

TEST_F(SyncManagerTypes, SetContainAllMethod) {
  const auto set = manager_->set<int>({1, 2, 3});
  EXPECT_EQ(set | std::set<int>({4}), (std::set<int>{1, 2, 3, 4}));
  EXPECT_EQ(set & std::set<int>({2, 3, 4}), (std::set<int>{2, 3}));
  EXPECT_EQ(set - std::set<int>({2}), (std::set<int>{1, 3}));
  EXPECT_EQ(set ^ std::set<int>({3, 4}), (std::set<int>{1, 2, 4}));
  EXPECT_TRUE(set.issubset({1, 2, 3, 4}));
  EXPECT_FALSE(set.issubset({1, 2}));
  EXPECT_TRUE(set.issuperset({1, 2}));
  EXPECT_FALSE(set.issuperset({4}));
  EXPECT_TRUE(set.isdisjoint({4, 5}));
  EXPECT_FALSE(set.isdisjoint({3}));
  set |= std::set<int>({4});
  set -= std::set<int>({1});
  set &= std::set<int>({2, 3, 4, 5});
  set ^= std::set<int>({4, 6});
  EXPECT_EQ(set.getvalue(), (std::set<int>{2, 3, 6}));
  set.remove(6);
  EXPECT_TRUE(set.discard(2));
  EXPECT_FALSE(set.discard(2));
  EXPECT_THROW(set.remove(2), IndexError);
  set.intersection_update({3, 9});
  set.symmetric_difference_update({3, 8});
  set.difference_update({9});
  EXPECT_EQ(set.getvalue(), (std::set<int>{8}));
}

}  // namespace
}  // namespace mp
