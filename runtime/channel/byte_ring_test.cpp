#include "runtime/channel/byte_ring.h"

#include <gtest/gtest.h>

#include <cstring>
#include <deque>
#include <memory>
#include <random>
#include <thread>
#include <vector>

namespace mp::channel {
namespace {

using Message = std::vector<std::byte>;

constexpr std::size_t kMostMessages = 1000;  // more than fit into any ring here

/// A ring and the bytes behind it, in private memory.
class RingInMemory {
 public:
  explicit RingInMemory(std::size_t ring_bytes, std::uint32_t first_position = 0)
      : memory_(static_cast<std::byte*>(::operator new(sizeof(ByteRing) + ring_bytes, std::align_val_t{64}))),
        ring_(new(memory_) ByteRing(ring_bytes, first_position)) {}
  ~RingInMemory() { ::operator delete(memory_, std::align_val_t{64}); }
  RingInMemory(const RingInMemory&) = delete;
  RingInMemory& operator=(const RingInMemory&) = delete;

  ByteRing* operator->() { return ring_; }

  bool put(const Message& message) {
    if (!ring_->find_room(message.size(), kMostMessages)) return false;
    ring_->prepare(message);
    ring_->commit(message.size());
    return true;
  }
  Message get() {
    Message message(ring_->front_length().value());
    ring_->copy_front(message);
    ring_->pop(message.size());
    return message;
  }

 private:
  std::byte* memory_;
  ByteRing* ring_;
};

Message message_of(std::size_t length, unsigned seed) {
  Message message(length);
  for (std::size_t i = 0; i < length; ++i) message[i] = static_cast<std::byte>(seed + i * 7);
  return message;
}

TEST(ByteRing, SizesArePowersOfTwo) {
  EXPECT_EQ(ByteRing::ring_bytes_for(0), 8u);
  EXPECT_EQ(ByteRing::ring_bytes_for(8), 8u);
  EXPECT_EQ(ByteRing::ring_bytes_for(1000), 1024u);
  EXPECT_EQ(ByteRing::message_bytes(0), 8u);
  EXPECT_EQ(ByteRing::message_bytes(1), 16u);
  EXPECT_EQ(ByteRing::message_bytes(8), 16u);
}

TEST(ByteRing, HoldsEveryLengthThatFits) {
  RingInMemory ring(256);
  for (std::size_t length = 0; length <= 248; ++length) {
    ASSERT_TRUE(ring.put(message_of(length, 1))) << length;
    EXPECT_EQ(ring->filling().messages, 1u);
    ASSERT_EQ(ring.get(), message_of(length, 1)) << length;
    EXPECT_EQ(ring->filling().room_bytes, 256u);
  }
  EXPECT_FALSE(ring.put(message_of(249, 1)));
}

TEST(ByteRing, FillsToTheLastUnit) {
  RingInMemory ring(64);
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(ring.put({}));
  EXPECT_EQ(ring->filling().messages, 8u);
  EXPECT_EQ(ring->filling().room_bytes, 0u);
  EXPECT_FALSE(ring.put({}));
  for (int i = 0; i < 8; ++i) ASSERT_EQ(ring.get(), Message());
  EXPECT_FALSE(ring->front_length().has_value());
}

TEST(ByteRing, HoldsAsManyMessagesAsItIsAllowed) {
  RingInMemory ring(64);
  for (int round = 0; round < 20; ++round) {
    for (int i = 0; i < 3; ++i) {
      ASSERT_TRUE(ring->find_room(1, 3));
      ASSERT_TRUE(ring.put(message_of(1, 1)));
    }
    ASSERT_FALSE(ring->find_room(1, 3));
    ASSERT_TRUE(ring->find_room(1, 4));
    for (int i = 0; i < 3; ++i) ring.get();
  }
}

class FirstPosition : public testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(ByteRing, FirstPosition, testing::Values(0u, 1u, 0x7ffffff0u, 0xfffffff0u, 0xffffffffu));

TEST_P(FirstPosition, ActsLikeADequeAlsoWhenItsNumbersWrapAround) {
  RingInMemory ring(512, GetParam());
  std::deque<Message> model;
  std::size_t used = 0;
  std::mt19937 random(12);
  for (unsigned step = 0; step < 5000; ++step) {
    if (random() % 2 == 0) {
      const Message message = message_of(random() % 200, step);
      const bool fits = used + ByteRing::message_bytes(message.size()) <= 512;
      ASSERT_EQ(ring.put(message), fits);
      if (!fits) continue;
      used += ByteRing::message_bytes(message.size());
      model.push_back(message);
    } else if (!model.empty()) {
      ASSERT_EQ(ring.get(), model.front());
      used -= ByteRing::message_bytes(model.front().size());
      model.pop_front();
    }
    ASSERT_EQ(ring->filling().messages, model.size());
    ASSERT_EQ(ring->filling().room_bytes, 512 - used);
  }
}

TEST(ByteRing, WhatIsPreparedIsNotThereYet) {
  RingInMemory ring(128);
  ASSERT_TRUE(ring.put(message_of(10, 1)));
  ring->prepare(message_of(20, 2));
  EXPECT_EQ(ring->filling().messages, 1u);
  ring->prepare(message_of(30, 3));  // the next writer, after the death of the first
  ring->commit(30);
  EXPECT_EQ(ring.get(), message_of(10, 1));
  EXPECT_EQ(ring.get(), message_of(30, 3));
}

TEST(ByteRing, WhatIsCopiedIsThereStill) {
  RingInMemory ring(128);
  ASSERT_TRUE(ring.put(message_of(10, 1)));
  Message copy(10);
  ring->copy_front(copy);
  EXPECT_EQ(ring.get(), copy);
}

TEST(ByteRing, OneWriterAndOneReaderNeedNoLock) {
  constexpr unsigned kMessages = 20000;
  RingInMemory ring(1024);
  std::jthread writer([&] {
    for (unsigned i = 0; i < kMessages;) {
      if (ring.put(message_of(i % 300, i))) {
        ++i;
      } else {
        std::this_thread::yield();
      }
    }
  });
  for (unsigned i = 0; i < kMessages;) {
    if (ring->front_length().has_value()) {
      ASSERT_EQ(ring.get(), message_of(i % 300, i));
      ++i;
    } else {
      std::this_thread::yield();
    }
    ASSERT_LE(ring->filling().messages, 128u);
  }
}

}  // namespace
}  // namespace mp::channel
