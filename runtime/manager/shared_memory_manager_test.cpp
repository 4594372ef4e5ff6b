#include "runtime/manager/shared_memory_manager.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "runtime/error.h"
#include "runtime/process/process.h"
#include "runtime/testing/eventually.h"
#include "runtime/testing/forked_child.h"

namespace mp {
namespace {

using Item = ShareableList::Item;

bool is_there(const std::string& name) { return std::filesystem::exists("/dev/shm/" + name); }

TEST(SharedMemoryManager, Basics) {
  SharedMemoryManager manager;
  EXPECT_THROW(manager.SharedMemory(32), ValueError);
  manager.start();
  std::vector<std::string> names;
  for (int i = 0; i < 3; ++i) names.push_back(manager.SharedMemory(32).name());
  SharedMemory memory = manager.SharedMemory(64);
  const ShareableList list = manager.ShareableList({Item(std::string("a")), Item(std::int64_t{1})});
  names.push_back(memory.name());
  names.push_back(list.shm().name());
  test::ForkedChild child([&] {
    memory.buf()[0] = std::byte{7};
    list[1] = Item(std::int64_t{2});
    names.push_back(manager.SharedMemory(32).name());  // it stays although who asked for it ends
    EXPECT_TRUE(is_there(names.back()));
  });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(memory.buf()[0], std::byte{7});
  EXPECT_EQ(list[1], Item(std::int64_t{2}));
  for (const std::string& name : names) EXPECT_TRUE(is_there(name)) << name;
  testing::internal::CaptureStderr();
  manager.shutdown();
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "") << "nothing has leaked";
  for (const std::string& name : names) EXPECT_FALSE(is_there(name)) << name;
  EXPECT_THROW(manager.SharedMemory(32), ValueError);
  EXPECT_THROW(SharedMemory::open(memory.name()), FileNotFoundError);
}

TEST(SharedMemoryManager, RefusesWhatIsNoSize) {
  SharedMemoryManager manager;
  manager.start();
  EXPECT_THROW(manager.SharedMemory(0), ValueError);
  EXPECT_EQ(manager.SharedMemory(1).size(), 1U);
}

TEST(SharedMemoryManager, ServerIgnoresSigint) {
  SharedMemoryManager manager;
  manager.start();
  const SharedMemory memory = manager.SharedMemory(16);
  ASSERT_EQ(::kill(manager.process().pid(), SIGINT), 0);
  EXPECT_EQ(manager.SharedMemory(16).size(), 16U);
  EXPECT_TRUE(is_there(memory.name()));
}

TEST(SharedMemoryManager, AKilledServerLeavesNothing) {
  SharedMemoryManager manager;
  manager.start();
  const SharedMemory memory = manager.SharedMemory(16);
  ASSERT_EQ(::kill(manager.process().pid(), SIGKILL), 0);
  EXPECT_TRUE(test::eventually([&] { return !is_there(memory.name()); }));
  EXPECT_EQ(memory.buf().size(), 16U) << "who has it keeps it";
}

}  // namespace
}  // namespace mp
