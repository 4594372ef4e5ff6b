#include "runtime/memory/created_at.h"

#include <gnu/libc-version.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <source_location>
#include <string>

#include "runtime/memory/program_address.h"

namespace mp::memory {
namespace {

int twice(int number) { return 2 * number; }

TEST(ProgramAddress, LeadsBackToFunctionsAndConstants) {
  static const int constant = 7;
  EXPECT_EQ(address_of(program_address(&constant)), &constant);
  EXPECT_EQ(function_at<int(int)>(code_address(twice))(21), 42);
  EXPECT_EQ(code_address(twice).module, 0U) << "the program itself";
}

TEST(ProgramAddress, LeadsBackIntoALibrary) {
  const ProgramAddress place = code_address(::gnu_get_libc_version);  // no sanitizer has one of its own
  EXPECT_NE(place.module, 0U);
  EXPECT_EQ(function_at<decltype(::gnu_get_libc_version)>(place), &::gnu_get_libc_version);
}

TEST(ProgramAddress, HoldsADistanceAndNoAddress) {
  static const int first[2] = {1, 2};
  const auto distance = program_address(&first[1]).from_base - program_address(&first[0]).from_base;
  EXPECT_EQ(distance, sizeof(int));
  EXPECT_NE(program_address(first).from_base, reinterpret_cast<std::uintptr_t>(first))
      << "is this program not position-independent?";
}

TEST(ProgramAddress, OfALibraryThatIsNotLoadedIsNowhere) {
  EXPECT_EQ(address_of({.module = 0x123456789, .from_base = 64}), nullptr);
}

TEST(ProgramAddress, OfNothingIsNothing) {
  EXPECT_FALSE(program_address(nullptr));
  EXPECT_EQ(address_of(ProgramAddress{}), nullptr);
}

TEST(CreatedAt, GivesTheLocationBack) {
  const std::source_location here = std::source_location::current();
  const std::source_location again = CreatedAt(here);
  EXPECT_EQ(again.line(), here.line());
  EXPECT_EQ(std::string(again.file_name()), here.file_name());
  EXPECT_EQ(std::string(again.function_name()), here.function_name());
}

TEST(CreatedAt, HoldsNoPointer) {
  const std::source_location here = std::source_location::current();
  const CreatedAt created = here;
  std::array<std::uintptr_t, sizeof created / sizeof(std::uintptr_t)> words;
  std::memcpy(words.data(), &created, sizeof created);
  EXPECT_EQ(std::ranges::count(words, std::bit_cast<std::uintptr_t>(here)), 0);
}

TEST(CreatedAt, OfNoLocationIsAnEmptyOne) {
  const std::source_location empty = CreatedAt(std::source_location{});
  EXPECT_EQ(empty.line(), 0U);
}

}  // namespace
}  // namespace mp::memory
