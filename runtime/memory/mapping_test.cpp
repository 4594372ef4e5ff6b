#include "runtime/memory/mapping.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>

#include "runtime/error.h"
#include "runtime/hooks.h"
#include "runtime/testing/forked_child.h"

namespace mp::memory {
namespace {

constexpr std::size_t kPage = 4096;

TEST(Mapping, ReservesMoreThanTheMachineHas) {
  const Mapping mapping(std::size_t{1} << 40);
  EXPECT_EQ(mapping.size(), std::size_t{1} << 40);
}

TEST(Mapping, BeyondTheLimitOfFilesIsAnException) {
  test::ForkedChild child([] {
    const rlimit limit{.rlim_cur = std::size_t{1} << 20, .rlim_max = std::size_t{1} << 20};
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
    EXPECT_THROW(Mapping(std::size_t{2} << 20), OSError);
    EXPECT_EQ(Mapping(std::size_t{1} << 20).size(), std::size_t{1} << 20);
  });
  EXPECT_EQ(child.wait(), 0);
}

TEST(Mapping, CommitsZerosAndKeepsWhatIsThere) {
  Mapping mapping(16 * kPage);
  mapping.commit(0, kPage);
  EXPECT_TRUE(std::ranges::all_of(std::span(mapping.data(), kPage), [](std::byte b) { return b == std::byte{0}; }));
  mapping.data()[7] = std::byte{42};
  mapping.commit(0, 16 * kPage);
  EXPECT_EQ(mapping.data()[7], std::byte{42});
}

TEST(Mapping, CommitsSmallAndLargeParts) {
  constexpr std::size_t kLarge = (std::size_t{5} << 20) + 100;
  Mapping mapping(std::size_t{64} << 20);
  mapping.commit(8, 24);
  mapping.data()[31] = std::byte{1};
  mapping.commit(kPage + 8, kLarge);
  std::fill_n(mapping.data() + kPage + 8, kLarge, std::byte{2});
}

TEST(Mapping, IsSharedWithChildren) {
  Mapping mapping(kPage);
  mapping.commit(0, kPage);
  test::ForkedChild child([&] { mapping.data()[0] = std::byte{9}; });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(mapping.data()[0], std::byte{9});
}

TEST(Mapping, ChildrenMayCommit) {
  Mapping mapping(4 * kPage);
  test::ForkedChild child([&] {
    mapping.commit(kPage, kPage);
    mapping.data()[kPage] = std::byte{9};
  });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(mapping.data()[kPage], std::byte{9});
}

struct Place : hooks::Listener {
  explicit Place(void* place) : place(place) { hooks::listen(this); }
  ~Place() override { hooks::listen(nullptr); }
  void* place_mapping(std::size_t bytes) override {
    asked_for = bytes;
    return place;
  }
  void* place;
  std::size_t asked_for = 0;
};

TEST(Mapping, LiesWhereTheListenerWants) {
  void* free_place = mmap(nullptr, 4 * kPage, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(free_place, MAP_FAILED);
  munmap(free_place, 4 * kPage);
  const Place listener(free_place);
  const Mapping mapping(4 * kPage);
  EXPECT_EQ(mapping.data(), free_place);
  EXPECT_EQ(listener.asked_for, 4 * kPage);
}

TEST(Mapping, ReplacesNothing) {
  void* occupied = mmap(nullptr, kPage, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(occupied, MAP_FAILED);
  const Place listener(occupied);
  EXPECT_THROW(Mapping{kPage}, OSError);
  munmap(occupied, kPage);
}

TEST(Mapping, LiesAtTheUsualPlaceIfThatIsFree) {
  const Mapping first(kPage), second(kPage);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(first.data()), Mapping::kUsualBegin);
  EXPECT_NE(second.data(), first.data());
}

TEST(Mapping, IsMadeAgainFromItsPlace) {
  auto first = std::make_unique<Mapping>(2 * kPage);
  first->commit(0, kPage);
  first->data()[7] = std::byte{5};
  Mapping::Place place = first->place();
  place.descriptor = ::dup(place.descriptor);
  EXPECT_THROW(Mapping{place}, OSError) << "something lies there";
  place.descriptor = ::dup(first->place().descriptor);
  first = nullptr;
  const Mapping again(place);
  EXPECT_EQ(again.data(), place.begin);
  EXPECT_EQ(again.data()[7], std::byte{5});
}

TEST(Mapping, SaysWhatTheSystemRefused) {
  try {
    const Mapping mapping(std::size_t{1} << 60);
    FAIL() << "an exabyte of address space";
  } catch (const OSError& error) {
    EXPECT_EQ(error.error_number(), ENOMEM);
    EXPECT_STREQ(error.what(),
                 "mmap of 1152921504606846976 bytes of address space (see ulimit -v): Cannot allocate memory (errno 12)");
  }
}

}  // namespace
}  // namespace mp::memory
