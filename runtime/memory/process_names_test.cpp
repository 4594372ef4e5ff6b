#include "runtime/memory/process_names.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <set>
#include <string>
#include <utility>

#include "runtime/memory/placed.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/single_step.h"

namespace mp::memory {
namespace {

TEST(ProcessNames, KeepsWhatWasTold) {
  const Placed<ProcessNames> names(std::in_place);
  EXPECT_EQ(names->name_of(71), "");
  EXPECT_EQ(names->name_of(0), "");
  names->tell(71, "Process-1");
  test::ForkedChild child([&] { names->tell(getpid(), "Process-1:2 with a name that is too long"); });
  const pid_t pid = child.pid();
  ASSERT_EQ(child.wait(), 0);
  EXPECT_EQ(names->name_of(71), "Process-1");
  EXPECT_EQ(names->name_of(pid), "Process-1:2 with a name ");
  names->tell(71 + ProcessNames::kPlaces, "reader");
  EXPECT_EQ(names->name_of(71), "") << "its place is another's";
  EXPECT_EQ(names->name_of(71 + ProcessNames::kPlaces), "reader");
}

TEST(ProcessNames, ANameIsNeverMixedOfTwo) {
  const Placed<ProcessNames> names(std::in_place);
  const std::string a(ProcessNames::kLongest, 'a'), b(ProcessNames::kLongest, 'b');
  test::Gate running;
  test::ForkedChild teller([&] {
    for (int i = 0;; ++i) {
      names->tell(71, i % 2 == 0 ? a : b);
      if (i == 0) running.open();
    }
  });
  running.pass();
  int seen_a = 0, seen_b = 0;
  while (seen_a < 1000 || seen_b < 1000) {
    const std::string name = names->name_of(71);
    ASSERT_TRUE(name.empty() || name == a || name == b) << name;
    seen_a += name == a ? 1 : 0;
    seen_b += name == b ? 1 : 0;
  }
  EXPECT_TRUE(teller.kill());
}

TEST(ProcessNames, AllAlongAQuestionNamesMayBeToldAndAreNotMixed) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  const std::string a(ProcessNames::kLongest, 'a'), b(ProcessNames::kLongest, 'b');
  ProcessNames names;
  for (int between_tellings = 1; between_tellings < 500; between_tellings *= 2) {
    names.tell(71, a);
    std::string name;
    int looks = 0;
    test::look_after_every_instruction([&] { name = names.name_of(71); },
                                       [&] {
                                         if (++looks % between_tellings == 0)
                                           names.tell(71, looks / between_tellings % 2 == 1 ? b : a);
                                       });
    EXPECT_TRUE(name.empty() || name == a || name == b) << name;
  }
}

TEST(ProcessNames, AllAlongATellingTheNameIsThereWhollyOrNotAtAll) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  ProcessNames names;
  names.tell(71, "Process-1");
  std::set<std::string> seen;
  test::look_after_every_instruction([&] { names.tell(71, "reader of many files"); }, [&] { seen.insert(names.name_of(71)); });
  EXPECT_EQ(seen, (std::set<std::string>{"Process-1", "", "reader of many files"}));
}

}  // namespace
}  // namespace mp::memory
