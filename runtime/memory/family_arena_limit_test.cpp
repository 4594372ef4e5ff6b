// A program of its own: here the family's arena is made under a limit of address space.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <fstream>

#include "runtime/memory/arena.h"

namespace mp::memory {
namespace {

TEST(FamilyArena, IsContentWithTheAddressSpaceThatIsAllowed) {
  constexpr rlim_t kLimit = rlim_t{4} << 30;
  rlim_t pages_now = 0;
  std::ifstream("/proc/self/statm") >> pages_now;
  if (pages_now * 4096 > kLimit / 2) GTEST_SKIP() << "a sanitizer has taken more address space than the limit allows";
  const rlimit limit = {kLimit, kLimit};
  ASSERT_EQ(setrlimit(RLIMIT_AS, &limit), 0);
  void* block = family_arena().allocate(std::size_t{100} << 20);
  EXPECT_TRUE(family_arena().contains(block));
  family_arena().free(block);
}

}  // namespace
}  // namespace mp::memory
