#include "runtime/channel/queue.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <memory>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "runtime/error.h"
#include "runtime/hooks.h"
#include "runtime/testing/forked_child.h"

namespace mp {
namespace {

using namespace std::chrono_literals;

static_assert(SharedObject<Queue<int>>);
static_assert(!std::is_copy_constructible_v<Queue<int>> && !std::is_move_constructible_v<Queue<int>>);

TEST(Queue, IsFirstInFirstOut) {
  Queue<std::string> queue;
  EXPECT_TRUE(queue.empty());
  queue.put("one");
  queue.put("");
  queue.put(std::string(1000, 'x'));
  EXPECT_EQ(queue.qsize(), 3u);
  EXPECT_EQ(queue.get(), "one");
  EXPECT_EQ(queue.get(), "");
  EXPECT_EQ(queue.get(), std::string(1000, 'x'));
  EXPECT_TRUE(queue.empty());
}

TEST(Queue, HoldsNoMoreThanItsMaxsize) {
  Queue<int> queue(6);
  EXPECT_EQ(queue.maxsize(), 6u);
  for (int i = 0; i < 6; ++i) {
    EXPECT_FALSE(queue.full());
    queue.put_nowait(i);
  }
  EXPECT_TRUE(queue.full());
  EXPECT_FALSE(queue.try_put(6));
  EXPECT_THROW(queue.put_nowait(6), Full);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(queue.put_for(6, 20ms));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 20ms);
  EXPECT_FALSE(queue.put_for(6, -1s));
  for (int i = 0; i < 6; ++i) EXPECT_EQ(queue.get_nowait(), i);
  EXPECT_THROW(queue.get_nowait(), Empty);
}

struct StopsWhereItGets : hooks::Listener {
  void acquired(const void* /*object*/) override { ::raise(SIGSTOP); }
};

TEST(Queue, AReaderThatIsStoppedKeepsNobodyPastHisDeadline) {
  Queue<int> queue;
  for (int i = 0; i < 3; ++i) queue.put(i);
  test::ForkedChild reader([&] {
    StopsWhereItGets listener;
    hooks::listen(&listener);
    queue.get();
  });
  int status = 0;
  ASSERT_EQ(::waitpid(reader.pid(), &status, WUNTRACED), reader.pid());
  ASSERT_TRUE(WIFSTOPPED(status));
  EXPECT_EQ(queue.try_get(), std::nullopt);
  EXPECT_EQ(queue.get_for(20ms), std::nullopt);
  EXPECT_TRUE(queue.try_put(3)) << "writers are not in its way";
  EXPECT_TRUE(reader.kill());
  EXPECT_EQ(queue.get(), 1) << "0 was in its hands";
}

TEST(Queue, OfMoreBytesThanThereCanBeIsRefused) {
  EXPECT_THROW(Queue<int>(0, SIZE_MAX - 3), ValueError);
  EXPECT_THROW(Queue<int>(SIZE_MAX / 2), ValueError);
}

TEST(Queue, EmptyHasNothingToGet) {
  Queue<int> queue;
  EXPECT_EQ(queue.try_get(), std::nullopt);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(queue.get_for(20ms), std::nullopt);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 20ms);
  EXPECT_EQ(queue.get_for(-1s), std::nullopt);
  EXPECT_THROW(queue.get_nowait(), Empty);
}

TEST(Queue, WithoutMaxsizeIsBoundByItsMemory) {
  Queue<std::array<char, 1000>> queue;
  std::size_t count = 0;
  while (queue.try_put({})) ++count;
  EXPECT_GE(count, 1000u);
  EXPECT_TRUE(queue.full());
  EXPECT_EQ(queue.qsize(), count);
}

TEST(Queue, HoldsItemsUpToItsCapacity) {
  Queue<std::string> queue(0, 4096);
  constexpr std::size_t kLargest = 4096 - sizeof(std::uint64_t);  // the string's own length is archived with it
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, std::size_t{4000}, kLargest}) {
    queue.put(std::string(length, 'x'));
    EXPECT_EQ(queue.get(), std::string(length, 'x'));
  }
}

TEST(Queue, SaysHowToMakeALargerOne) {
  Queue<std::string> queue(3, 1000);
  const unsigned line = queue.created().line();
  try {
    queue.put(std::string(5000, 'x'));
    FAIL() << "5000 characters in 1000 bytes";
  } catch (const ValueError& error) {
    EXPECT_EQ(std::string(error.what()),
              "an item of 5008 bytes does not fit into the mp::Queue created at runtime/channel/queue_test.cpp:" +
                  std::to_string(line) + ", which holds 1016 bytes; make it larger: mp::Queue<T> queue(3, 5008);");
  }
  EXPECT_THROW(static_cast<void>(queue.try_put(std::string(5000, 'x'))), ValueError);
  Queue<std::string> larger(3, 5008);  // as it says
  larger.put(std::string(5000, 'x'));
  EXPECT_EQ(larger.get().size(), 5000u);
}

TEST(Queue, RefusesWhatNoMemoryHolds) {
  EXPECT_THROW(Queue<int> queue(SIZE_MAX), ValueError);
  EXPECT_THROW(Queue<int> queue(0, SIZE_MAX / 2), ValueError);
}

struct Large {
  std::array<char, 3 << 19> bytes;
};

TEST(Queue, IsLargeEnoughForItsOwnType) {
  Queue<Large> queue;
  auto item = std::make_unique<Large>();
  item->bytes.fill('x');
  queue.put(*item);
  queue.put(*item);
  EXPECT_EQ(queue.get().bytes, item->bytes);
}

TEST(Queue, CarriesEveryKindOfItem) {
  using Item = std::tuple<int, std::string, std::optional<std::vector<std::pair<int, std::string>>>>;
  Queue<Item> queue;
  const Item item = {1, "one", std::vector<std::pair<int, std::string>>{{2, "two"}, {3, "three"}}};
  test::ForkedChild child([&] { queue.put(item); });
  EXPECT_EQ(queue.get_for(test::kPatience), item);
  EXPECT_EQ(child.wait(), 0);
}

TEST(Queue, AnItemIsThereWhenItsSenderHasEnded) {
  Queue<int> queue;
  test::ForkedChild child([&] {
    for (int i = 0; i < 1000; ++i) queue.put(i);
  });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(queue.qsize(), 1000u);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(queue.get_nowait(), i);
}

TEST(Queue, AFullQueueMakesTheSenderWait) {
  constexpr int kItems = 5000;
  Queue<int> queue(3);
  test::ForkedChild child([&] {
    for (int i = 0; i < kItems; ++i) ASSERT_TRUE(queue.put_for(i, test::kPatience));
  });
  for (int i = 0; i < kItems; ++i) {
    ASSERT_EQ(queue.get_for(test::kPatience), i);
    ASSERT_LE(queue.qsize(), 3u);
  }
  EXPECT_EQ(child.wait(), 0);
}

// Each sender's items arrive in its order, each exactly once, whoever gets them.
TEST(Queue, ServesManySendersAndReceivers) {
  constexpr int kSenders = 3, kReceivers = 2, kItems = 2000;
  using Item = std::pair<int, std::string>;
  Queue<Item> queue(0, 4096);
  Queue<std::vector<Item>> received(0, 1 << 20);
  std::vector<std::unique_ptr<test::ForkedChild>> children;
  for (int sender = 0; sender < kSenders; ++sender) {
    children.push_back(std::make_unique<test::ForkedChild>([&, sender] {
      for (int i = 0; i < kItems; ++i) {
        ASSERT_TRUE(queue.put_for({sender * kItems + i, std::string(static_cast<std::size_t>(i % 50), 'x')}, test::kPatience));
      }
    }));
  }
  for (int receiver = 0; receiver < kReceivers; ++receiver) {
    children.push_back(std::make_unique<test::ForkedChild>([&] {
      std::vector<Item> mine;
      while (const auto item = queue.get_for(test::kPatience)) {
        if (item->first < 0) break;
        mine.push_back(*item);
      }
      received.put(mine);
    }));
  }
  for (int sender = 0; sender < kSenders; ++sender) EXPECT_EQ(children[static_cast<std::size_t>(sender)]->wait(), 0);
  for (int receiver = 0; receiver < kReceivers; ++receiver) queue.put({-1, ""});

  std::vector<int> count(std::size_t{kSenders} * kItems, 0);
  for (int receiver = 0; receiver < kReceivers; ++receiver) {
    const auto items = received.get_for(test::kPatience);
    ASSERT_TRUE(items.has_value());
    std::vector<int> last(kSenders, -1);
    for (const auto& [number, text] : *items) {
      EXPECT_EQ(text.size(), static_cast<std::size_t>(number % kItems % 50));
      EXPECT_GT(number, last[static_cast<std::size_t>(number / kItems)]);
      last[static_cast<std::size_t>(number / kItems)] = number;
      ++count[static_cast<std::size_t>(number)];
    }
  }
  for (std::size_t i = kSenders; i < children.size(); ++i) EXPECT_EQ(children[i]->wait(), 0);
  EXPECT_EQ(count, std::vector<int>(count.size(), 1));
  EXPECT_EQ(queue.qsize(), 0u);
}

TEST(Queue, OrdersThreadsOfOneProcess) {
  Queue<int> queue(10);
  int handed_over = 0;
  std::jthread sender([&] {
    handed_over = 42;  // plain: ThreadSanitizer would see a race if the queue made no order
    queue.put(1);
  });
  EXPECT_EQ(queue.get_for(test::kPatience), 1);
  EXPECT_EQ(handed_over, 42);
}

TEST(Queue, OnlyItsCreatorGivesItsMemoryBack) {
  const auto used = [] { return memory::family_arena().census().used_blocks; };
  const std::size_t before = used();
  auto queue = std::make_unique<Queue<int>>();
  test::ForkedChild child([&] { queue.reset(); });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(used(), before + 1);
  queue.reset();
  EXPECT_EQ(used(), before);
}

struct Ear : hooks::Listener {
  Ear() { hooks::listen(this); }
  ~Ear() override { hooks::listen(nullptr); }
  void acquired(const void* sync) override { heard.emplace_back('a', sync); }
  void releasing(const void* sync) override { heard.emplace_back('r', sync); }
  std::vector<std::pair<char, const void*>> heard;
};

TEST(Queue, AnnouncesPutAndGet) {
  Queue<int> queue(1);
  const Ear ear;
  queue.put(1);
  EXPECT_FALSE(queue.try_put(2));
  static_cast<void>(queue.get());
  EXPECT_EQ(queue.try_get(), std::nullopt);
  ASSERT_EQ(ear.heard.size(), 3u);
  EXPECT_EQ(ear.heard[0].first, 'r');
  EXPECT_EQ(ear.heard[1].first, 'r');
  EXPECT_EQ(ear.heard[2], std::pair('a', ear.heard[0].second)) << "the message";
  EXPECT_NE(ear.heard[1].second, ear.heard[0].second) << "the queue";
  EXPECT_TRUE(memory::family_arena().contains(ear.heard[0].second));
}

TEST(Queue, AnnouncesEachMessageByItself) {
  Queue<int> queue;
  const Ear ear;
  for (int i = 0; i < 2; ++i) queue.put(i);
  for (int i = 0; i < 2; ++i) static_cast<void>(queue.get());
  ASSERT_EQ(ear.heard.size(), 6u);
  EXPECT_EQ(ear.heard[4], std::pair('a', ear.heard[0].second));
  EXPECT_EQ(ear.heard[5], std::pair('a', ear.heard[2].second));
  EXPECT_NE(ear.heard[0].second, ear.heard[2].second);
}

}  // namespace
}  // namespace mp
