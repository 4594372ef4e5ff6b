#include "runtime/sanitizer/family/pipes.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "runtime/sanitizer/system/shared_for_test.h"

namespace race {
namespace {

constexpr std::uintptr_t kPipe = 0x7000;
using Places = std::set<std::uint32_t>;

class PipesTest : public testing::Test {
 protected:
  Pipes::Transfer writes(std::uint64_t bytes) { return pipes.writes(kPipe, bytes); }
  /// A whole message; returns its place.
  std::uint32_t write(std::uint64_t bytes) {
    const Pipes::Transfer transfer = writes(bytes);
    pipes.written(transfer, bytes);
    return transfer.place;
  }
  Pipes::Transfer reads(std::uint64_t bytes) { return pipes.reads(kPipe, bytes); }
  Places received(const Pipes::Transfer& transfer, std::uint64_t bytes) const {
    Places places;
    pipes.received(transfer, bytes, [&](std::uint32_t place) { places.insert(place); });
    return places;
  }
  Places read(std::uint64_t bytes) {
    const Pipes::Transfer transfer = reads(bytes);
    const Places places = received(transfer, bytes);
    pipes.read(transfer, bytes);
    return places;
  }

  Pipes& pipes = shared_zeroed<Pipes>();
};

TEST_F(PipesTest, WhoReadsHasReceivedItsOwnMessagesOnly) {
  const std::uint32_t first = write(4);
  const std::uint32_t second = write(4);
  const std::uint32_t third = write(4);
  EXPECT_EQ((Places{first, second, third}.size()), 3U);
  EXPECT_EQ(read(4), (Places{first}));
  EXPECT_EQ(read(4), (Places{second}));
  EXPECT_EQ(read(4), (Places{third}));
}

TEST_F(PipesTest, OneByteOfAMessageIsEnough) {
  const std::uint32_t first = write(4);
  const std::uint32_t second = write(4);
  EXPECT_EQ(read(1), (Places{first}));
  EXPECT_EQ(read(4), (Places{first, second}));
  EXPECT_EQ(read(3), (Places{second}));
}

TEST_F(PipesTest, NothingIsReceivedWhereNothingIsWritten) { EXPECT_EQ(read(0), Places{}); }

TEST_F(PipesTest, AMessageThatIsBeingWrittenMayBeReceived) {
  const Pipes::Transfer open = writes(8);
  EXPECT_EQ(read(4), (Places{open.place}));
  EXPECT_EQ(read(4), (Places{open.place}));
  pipes.written(open, 8);
  const std::uint32_t next = write(4);
  EXPECT_EQ(read(4).count(next), 1U);
}

TEST_F(PipesTest, OfTwoThatAreBeingWrittenEitherMayBeTheFirst) {
  const Pipes::Transfer one = writes(4);
  const Pipes::Transfer other = writes(4);
  pipes.written(one, 4);
  pipes.written(other, 4);
  EXPECT_EQ(read(4), (Places{one.place, other.place}));
  EXPECT_EQ(read(4), (Places{one.place, other.place}));
}

TEST_F(PipesTest, AWriteThatFailsMovesNothing) {
  const Pipes::Transfer failed = writes(4);
  pipes.written(failed, 0);
  const std::uint32_t first = write(4);
  const std::uint32_t second = write(4);
  const Places places = read(4);
  EXPECT_TRUE(places.contains(first));
  EXPECT_FALSE(places.contains(second));
}

TEST_F(PipesTest, OneOfTwoReadersMayHaveWhatTheOtherAskedFor) {
  const std::uint32_t first = write(4);
  const std::uint32_t second = write(4);
  const std::uint32_t third = write(4);
  const Pipes::Transfer one = reads(4);
  const Pipes::Transfer other = reads(4);
  EXPECT_EQ(received(one, 4), (Places{first, second}));
  EXPECT_EQ(received(other, 4), (Places{first, second}));
  pipes.read(one, 4);
  EXPECT_EQ(received(other, 4), (Places{first, second})) << "which of the two is not known later either";
  pipes.read(other, 4);
  EXPECT_EQ(read(4), (Places{third}));
}

TEST_F(PipesTest, APlaceIsUsedAgainWhenItsMessageIsReceived) {
  const std::uint32_t first = write(4);
  const Pipes::Transfer reader = reads(4);
  EXPECT_NE(write(4), first) << "the reader may still ask for it";
  pipes.read(reader, 4);
  EXPECT_EQ(write(4), first);
}

TEST_F(PipesTest, AWaitingReaderKeepsNoPlaceOfWhatWasReceivedBefore) {
  const std::uint32_t first = write(4);
  read(4);
  reads(4);
  EXPECT_EQ(write(4), first);
}

TEST_F(PipesTest, OfMoreMessagesThanPlacesNoneIsMissed) {
  std::vector<std::uint32_t> places;
  for (unsigned i = 0; i < 3 * Pipes::kPlaces; ++i) places.push_back(write(4));
  for (const std::uint32_t place : places) EXPECT_TRUE(read(4).contains(place));
}

TEST_F(PipesTest, ABlurredPipeIsNotCounted) {
  EXPECT_FALSE(pipes.is_blurred(writes(4)));
  pipes.blur(kPipe);
  EXPECT_TRUE(pipes.is_blurred(writes(4)));
  EXPECT_EQ(writes(4).place, Pipes::kNone);
  EXPECT_EQ(reads(4).place, Pipes::kNone);
  EXPECT_FALSE(pipes.is_blurred(pipes.writes(kPipe + 1, 4)));
}

TEST_F(PipesTest, TooManyReadersBlurIt) {
  for (std::uint32_t i = 0; i < Pipes::kPlaces; ++i) EXPECT_NE(reads(4).place, Pipes::kNone);
  EXPECT_FALSE(pipes.is_blurred(writes(4)));
  EXPECT_EQ(reads(4).place, Pipes::kNone);
  EXPECT_EQ(writes(4).place, Pipes::kNone);
}

TEST_F(PipesTest, OfMorePipesThanFitTheRestIsBlurred) {
  bool full = false;
  for (std::uintptr_t key = 1; key < 100'000 && !full; ++key) full = pipes.is_blurred(pipes.writes(key, 4));
  EXPECT_TRUE(full);
}

}  // namespace
}  // namespace race
