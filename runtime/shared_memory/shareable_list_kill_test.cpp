// Updates of a ShareableList that are killed, and readers beside a writer: a value is there wholly or not at all.
#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <string>

#include "runtime/shared_memory/shareable_list.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/single_step.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using Item = ShareableList::Item;

const Item kOld = "an old text, which is long enough to have many parts";
const Item kNew = std::vector<std::byte>(50, std::byte{'n'});

TEST(ShareableListKill, AllAlongAnUpdateTheItemIsOldOrNew) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  const ShareableList list = ShareableList::create({kOld, 7});
  std::size_t old_ones = 0, new_ones = 0;
  const test::Deaths deaths = test::kill_along({
      .prepare = [&] { list[0] = kOld; },
      .operation = [&] { list[0] = kNew; },
      .check =
          [&] {
            const Item found = list[0];
            old_ones += found == kOld;
            new_ones += found == kNew;
            EXPECT_TRUE(found == kOld || found == kNew);
            EXPECT_EQ(list[1], 7);
          },
  });
  EXPECT_GT(deaths.places, 50u);
  EXPECT_GT(old_ones, 0u);
  EXPECT_GT(new_ones, 1u) << "one is of the child that was not killed";
}

TEST(ShareableListKill, AtEveryInstructionAReaderFindsOldOrNew) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  const ShareableList list = ShareableList::create({12345, 7});
  bool whole = true, was_new = false;
  for (const std::int64_t next : {54321, 99999}) {
    const Item before = list[0];
    const ShareableList::Reference item = list[0];
    test::look_after_every_instruction([&] { item = next; },
                                       [&] {
                                         const Item found = item.get();  // the update itself allocates nothing
                                         whole = whole && (found == before || found == Item(next));
                                         was_new = was_new || found == Item(next);
                                       });
    EXPECT_TRUE(whole);
    EXPECT_TRUE(was_new);
  }
}

/// A text whose bytes are all the same, and as many as they say.
Item text_of(std::uint64_t number) {
  const auto length = static_cast<std::size_t>(10 + number % 90);
  return std::string(length, static_cast<char>('!' + length));
}
bool is_whole(const Item& item) {
  const std::string* const text = std::get_if<std::string>(&item);
  return text != nullptr && *text == std::string(text->size(), static_cast<char>('!' + text->size()));
}

TEST(ShareableListKill, ReadersBesideAWriterThatDiesAndDiesFindWholeValues) {
  const ShareableList list = ShareableList::create({text_of(89), std::string(100, 'x')});
  list[0] = text_of(89);
  std::mt19937 random(3);
  for (int round = 0; round < 100; ++round) {
    test::Gate running;
    test::ForkedChild writer([&] {
      running.open();
      for (std::uint64_t number = 0;; ++number) list[0] = text_of(number);
    });
    running.pass();
    const auto begin = std::chrono::steady_clock::now();
    const auto end = begin + std::chrono::microseconds(std::uniform_int_distribution(1, 5000)(random));
    const Item first = list[0];
    bool has_changed = false;  // which shows that the writer is at work
    while (!has_changed || std::chrono::steady_clock::now() < end) {
      const Item found = list[0];
      ASSERT_TRUE(is_whole(found)) << std::get<std::string>(found);
      has_changed = has_changed || found != first;
      ASSERT_LT(std::chrono::steady_clock::now(), begin + test::kPatience) << "the writer writes nothing";
    }
    ASSERT_TRUE(writer.kill());
    ASSERT_TRUE(is_whole(list[0]));
  }
}

}  // namespace
}  // namespace mp
