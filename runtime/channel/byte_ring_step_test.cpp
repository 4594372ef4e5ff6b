// The ring after every single instruction of a writer and of a reader: a message is in it wholly or not at all.
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <set>
#include <string>

#include "runtime/channel/byte_ring.h"
#include "runtime/error.h"
#include "runtime/testing/single_step.h"

namespace mp::channel {
namespace {

constexpr std::size_t kRingBytes = 64;

struct Memory {
  ByteRing ring{kRingBytes};
  std::array<std::byte, kRingBytes> bytes;
};

void put(ByteRing& ring, std::string_view text) {
  MP_CHECK(ring.find_room(text.size(), kRingBytes));
  ring.prepare(std::as_bytes(std::span(text)));
  ring.commit(text.size());
}

void take_front(ByteRing& ring, std::span<char> to) {
  MP_CHECK(ring.front_length() == to.size());
  ring.copy_front(std::as_writable_bytes(to));
  ring.pop(to.size());
}

/// Everything in a copy of the ring, as another process would find it: "first|second|".
class Finder {
 public:
  explicit Finder(const Memory& memory) : memory_(memory) {}

  void look() {
    std::memcpy(static_cast<void*>(&copy_), static_cast<const void*>(&memory_), sizeof copy_);
    std::size_t used = 0;
    while (const auto length = copy_.ring.front_length()) {
      take_front(copy_.ring, std::span(text_).subspan(used, *length));
      used += *length;
      text_[used++] = '|';
    }
    usable_ = usable_ && copy_.ring.filling().room_bytes == kRingBytes;
    const std::string_view now(text_.data(), used);
    for (std::size_t i = 0; i < seen_; ++i) {
      if (now == std::string_view(found_[i].data(), lengths_[i])) return;
    }
    MP_CHECK(seen_ < found_.size());
    found_[seen_] = text_;
    lengths_[seen_++] = used;
  }

  bool usable() const { return usable_; }
  std::set<std::string> found() const {
    std::set<std::string> all;
    for (std::size_t i = 0; i < seen_; ++i) all.emplace(found_[i].data(), lengths_[i]);
    return all;
  }

 private:
  using Text = std::array<char, 2 * kRingBytes>;
  const Memory& memory_;
  Memory copy_;
  Text text_{};
  std::array<Text, 8> found_{};  // no allocation: look() runs in a signal handler
  std::array<std::size_t, 8> lengths_{};
  std::size_t seen_ = 0;
  bool usable_ = true;
};

TEST(ByteRingStep, AWriterAddsWholeMessages) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  Memory memory;
  put(memory.ring, "the first of them, long enough to make the second wrap");
  std::array<char, 54> first;
  take_front(memory.ring, first);
  put(memory.ring, "one");
  Finder finder(memory);
  test::look_after_every_instruction([&] { put(memory.ring, "two, which wraps around"); }, [&] { finder.look(); });
  EXPECT_EQ(finder.found(), (std::set<std::string>{"one|", "one|two, which wraps around|"}));
  EXPECT_TRUE(finder.usable());
}

TEST(ByteRingStep, AReaderTakesWholeMessages) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  Memory memory;
  put(memory.ring, "one");
  put(memory.ring, "two, longer");
  Finder finder(memory);
  std::array<char, 3> taken{};
  test::look_after_every_instruction([&] { take_front(memory.ring, taken); }, [&] { finder.look(); });
  EXPECT_EQ(finder.found(), (std::set<std::string>{"one|two, longer|", "two, longer|"}));
  EXPECT_EQ(std::string_view(taken.data(), taken.size()), "one");
  EXPECT_TRUE(finder.usable());
}

}  // namespace
}  // namespace mp::channel
