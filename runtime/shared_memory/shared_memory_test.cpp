// CPython's _TestSharedMemory, but for the parts about lists and managers.
#include "runtime/shared_memory/shared_memory.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/archive/archive.h"
#include "runtime/channel/queue.h"
#include "runtime/error.h"
#include "runtime/process/process.h"
#include "runtime/process/start_method.h"
#include "runtime/shared_memory/tracker_for_test.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/thrown.h"

namespace mp {
namespace {

using test::errno_of;
using test::in_dev_shm;
using test::unique_name;

constexpr std::byte kOld{1}, kNew{2};

/// The message of the ValueError that creating this throws.
std::string refusal_of(std::ptrdiff_t size, const std::string& name) {
  return test::message_of<ValueError>([&] { SharedMemory::create(size, name); });
}

TEST(SharedMemory, Basics) {
  const std::string name = unique_name();
  SharedMemory memory = SharedMemory::create(512, name);
  EXPECT_EQ(memory.name(), name);
  EXPECT_EQ(memory.size(), 512u);
  ASSERT_EQ(memory.buf().size(), 512u);
  EXPECT_TRUE(std::ranges::all_of(memory.buf(), [](std::byte byte) { return byte == std::byte{0}; }));
  struct stat status{};
  ASSERT_EQ(::stat(("/dev/shm/" + name).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);

  memory.buf()[0] = kOld;
  SharedMemory same = SharedMemory::open(name);
  EXPECT_EQ(same.size(), 512u);
  EXPECT_EQ(same.buf()[0], kOld);
  same.buf()[511] = kNew;
  EXPECT_EQ(memory.buf()[511], kNew);
  same.close();
  same.close();
  EXPECT_TRUE(same.buf().empty());
  EXPECT_EQ(same.name(), name);
  EXPECT_EQ(memory.buf()[0], kOld) << "the other handle stays";

  EXPECT_THROW(SharedMemory::create(512, name), FileExistsError);
  EXPECT_EQ(SharedMemory::open(name).buf()[0], kOld) << "whoever failed to create has changed nothing";
  EXPECT_THROW(SharedMemory::open(unique_name()), FileNotFoundError);

  memory.unlink();
  EXPECT_FALSE(in_dev_shm(name));
  EXPECT_EQ(memory.buf()[0], kOld) << "the memory stays until it is closed";
  EXPECT_THROW(memory.unlink(), FileNotFoundError);
  EXPECT_THROW(SharedMemory::open(name), FileNotFoundError);
}

TEST(SharedMemory, NameWithEmbeddedNull) {
  EXPECT_EQ(refusal_of(1, std::string("a\0b", 3)),
            "the name of a shared memory has an embedded null character: give it one without");
}

TEST(SharedMemory, RefusesNamesThatNoFileHas) {
  for (const char* name : {"", ".", "..", "/x", "a/b"}) EXPECT_NE(refusal_of(1, name), "") << name;
  for (const char* name : {"", "..", "a/b"}) EXPECT_THROW(SharedMemory::open(name), ValueError);
  EXPECT_EQ(refusal_of(1, std::string(256, 'x')), "the name of a shared memory has 256 bytes, and 255 are the most: shorten it");
}

TEST(SharedMemory, NamesOfEveryKind) {
  for (const char* ending : {":with:colons:", " with a space", "Ümläut", "\n"}) {
    const SharedMemory memory = SharedMemory::create(1, unique_name() + ending);
    EXPECT_TRUE(in_dev_shm(memory.name()));
    EXPECT_EQ(SharedMemory::open(memory.name()).size(), 1u);
  }
  std::string longest = unique_name();
  longest.resize(255, 'x');
  EXPECT_EQ(SharedMemory::create(1, longest).name(), longest);
  EXPECT_FALSE(in_dev_shm(longest));
}

TEST(SharedMemory, Recreate) {
  static const std::string first = unique_name(), second = unique_name();
  static int asked = 0;
  const auto next = +[] { return ++asked < 5 ? first : second; };
  const SharedMemory one = shared_memory::create_with_free_name(1, next);
  const SharedMemory two = shared_memory::create_with_free_name(1, next);
  EXPECT_EQ(one.name(), first);
  EXPECT_EQ(two.name(), second);
  EXPECT_EQ(asked, 5);
}

TEST(SharedMemory, GeneratesPythonsNames) {
  const SharedMemory one = SharedMemory::create(1), two = SharedMemory::create(1);
  EXPECT_NE(one.name(), two.name());
  EXPECT_EQ(one.name().size(), 12u);
  EXPECT_TRUE(one.name().starts_with("psm_")) << one.name();
  EXPECT_EQ(one.name().find_first_not_of("0123456789abcdef", 4), std::string::npos);
}

TEST(SharedMemory, InvalidCreation) {
  for (const std::ptrdiff_t size : {std::ptrdiff_t{-1}, std::ptrdiff_t{0}, std::numeric_limits<std::ptrdiff_t>::min()}) {
    EXPECT_THROW(SharedMemory::create(size), ValueError);
    EXPECT_THROW(SharedMemory::create(size, unique_name()), ValueError);
  }
}

TEST(SharedMemory, WhatIsNoMemoryIsNotOpened) {
  const std::string name = unique_name(), path = "/dev/shm/" + name;
  ASSERT_TRUE(std::filesystem::create_directory(path));
  EXPECT_THROW(SharedMemory::open(name), OSError);
  std::filesystem::remove(path);
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_THROW(SharedMemory::open(name), ValueError);
  std::filesystem::remove(path);
  ASSERT_EQ(::mknod(path.c_str(), S_IFREG | 0600, 0), 0);
  EXPECT_THROW(SharedMemory::open(name), ValueError) << "no bytes yet";
  std::filesystem::remove(path);
}

TEST(SharedMemory, TooMuchIsAnErrorAtOnce) {
  const std::string name = unique_name();
  EXPECT_EQ(errno_of([&] { SharedMemory::create(std::ptrdiff_t{1} << 50, name); }), ENOSPC);
  EXPECT_FALSE(in_dev_shm(name));
  test::ForkedChild child([&] {
    const rlimit limit{1 << 20, 1 << 20};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
    EXPECT_EQ(SharedMemory::create(1 << 20, name).size(), 1u << 20);
    EXPECT_EQ(errno_of([&] { SharedMemory::create((1 << 20) + 1, name); }), EFBIG);
  });
  EXPECT_EQ(child.wait(), 0);
}

/// Gives this process a /dev/shm of 1 MiB that nobody else sees; false when the machine does not allow that.
bool enter_small_dev_shm() {
  const std::string user = fmt::format("{0} {0} 1", ::geteuid()), group = fmt::format("{0} {0} 1", ::getegid());
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  std::ofstream("/proc/self/setgroups") << "deny";
  std::ofstream("/proc/self/uid_map") << user;
  std::ofstream("/proc/self/gid_map") << group;
  return ::mount("tmpfs", "/dev/shm", "tmpfs", 0, "size=1m") == 0;
}

TEST(SharedMemory, AFullDevShmIsAnErrorAndNoSigbus) {
  const std::string first = unique_name(), second = unique_name();
  const auto own = SharedMemory::create(1);  // the tracker runs
  test::ForkedChild child([&] {
    if (!enter_small_dev_shm()) ::_exit(77);
    const SharedMemory half = SharedMemory::create(768 << 10, first);
    EXPECT_EQ(std::filesystem::space("/dev/shm").available, 256u << 10) << "taken before it is touched";
    std::ranges::fill(half.buf(), kOld);
    EXPECT_EQ(errno_of([&] { SharedMemory::create(512 << 10, second); }), ENOSPC);
    EXPECT_FALSE(in_dev_shm(second));
    const SharedMemory rest = SharedMemory::create(256 << 10, second);
    std::ranges::fill(rest.buf(), kNew);
    EXPECT_EQ(half.buf()[0], kOld);
  });
  const int result = child.wait();
  if (result == 77) GTEST_SKIP() << "this machine allows no namespaces";
  EXPECT_EQ(result, 0);
}

TEST(SharedMemory, TheCreatorsHandleEndsTheSegment) {
  const std::string name = unique_name();
  {
    const SharedMemory memory = SharedMemory::create(1, name);
    {
      const SharedMemory other = SharedMemory::open(name);
    }
    EXPECT_TRUE(in_dev_shm(name)) << "another handle's end is not the segment's";
  }
  EXPECT_FALSE(in_dev_shm(name));
}

TEST(SharedMemory, AForksCopyOfTheCreatorsHandleEndsNothing) {
  std::optional<SharedMemory> memory = SharedMemory::create(1);
  const std::string name = memory->name();
  test::ForkedChild child([&] {
    memory->buf()[0] = kNew;
    memory.reset();
  });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_TRUE(in_dev_shm(name));
  EXPECT_EQ(memory->buf()[0], kNew);
}

TEST(SharedMemory, CPythonOpensOursAndWeItsOwn) {
  const SharedMemory memory = SharedMemory::create(100);
  memory.buf()[0] = kOld;
  const std::string name = unique_name();
  // An attacher of CPython's (up to 3.12) destroys the segment at its exit, unless it is told that this is not its own.
  const std::string script = fmt::format(R"(
from multiprocessing import resource_tracker
from multiprocessing.shared_memory import SharedMemory
ours = SharedMemory(name='{}')
ours.buf[1] = ours.buf[0] + ours.size
own = SharedMemory(name='{}', create=True, size=10)
own.buf[9] = 2
for each in ours, own:
  resource_tracker.unregister(each._name, 'shared_memory')
  each.close()
)",
                                         memory.name(), name);
  ASSERT_EQ(std::system(("python3 -c \"" + script + "\"").c_str()), 0);
  EXPECT_EQ(memory.buf()[1], std::byte{101});
  SharedMemory pythons = SharedMemory::open(name);
  EXPECT_EQ(pythons.size(), 10u);
  EXPECT_EQ(pythons.buf()[9], kNew);
  pythons.unlink();
  EXPECT_FALSE(in_dev_shm(name));
}

TEST(SharedMemory, WhatIsMovedKeepsItsDuty) {
  const std::string first = unique_name(), second = unique_name();
  std::optional<SharedMemory> memory = SharedMemory::create(1, first);
  memory->buf()[0] = kOld;
  std::optional<SharedMemory> moved(std::move(*memory));
  EXPECT_TRUE(memory->buf().empty());
  memory.reset();
  EXPECT_EQ(moved->buf()[0], kOld);
  EXPECT_TRUE(in_dev_shm(first));
  *moved = SharedMemory::create(1, second);
  EXPECT_FALSE(in_dev_shm(first)) << "an assignment ends what was there";
  EXPECT_TRUE(in_dev_shm(second));
  moved.reset();
  EXPECT_FALSE(in_dev_shm(second));
}

TEST(SharedMemory, ACopyIsASecondHandle) {
  SharedMemory memory = SharedMemory::create(8192);
  {
    const SharedMemory copy = memory;
    EXPECT_NE(copy.buf().data(), memory.buf().data());
    copy.buf()[8191] = kNew;
  }
  EXPECT_TRUE(in_dev_shm(memory.name()));
  EXPECT_EQ(memory.buf()[8191], kNew);
  memory.unlink();
  const SharedMemory late = memory;  // the name is gone
  EXPECT_EQ(late.buf()[8191], kNew);
  memory.close();
  EXPECT_EQ(late.buf()[8191], kNew);
  EXPECT_TRUE(SharedMemory(memory).buf().empty()) << "of a closed handle";
}

TEST(SharedMemory, UnlinkIsForThisSegmentOnly) {
  const std::string name = unique_name();
  SharedMemory mine = SharedMemory::create(1, name);
  SharedMemory::open(name).unlink();  // Python lets everybody do it
  EXPECT_FALSE(in_dev_shm(name));
  const SharedMemory next = SharedMemory::create(1, name);
  EXPECT_THROW(mine.unlink(), FileNotFoundError);
  {
    const SharedMemory ends = std::move(mine);
  }
  EXPECT_TRUE(in_dev_shm(name)) << "it is another segment's now";
}

TEST(SharedMemory, PickleUnpickle) {
  const SharedMemory memory = SharedMemory::create(512);
  memory.buf()[3] = kOld;
  const std::vector<std::byte> message = archive::to_bytes(memory);
  const SharedMemory other = archive::from_bytes<SharedMemory>(message);
  EXPECT_EQ(other.name(), memory.name());
  EXPECT_EQ(other.buf()[3], kOld);
  const auto several = archive::from_bytes<std::vector<SharedMemory>>(archive::to_bytes(std::vector{memory, other}));
  EXPECT_EQ(several.at(1).buf()[3], kOld);
}

TEST(SharedMemory, PickleUnpickleDeadObject) {
  SharedMemory memory = SharedMemory::create(512);
  const std::vector<std::byte> message = archive::to_bytes(memory);
  memory.unlink();
  EXPECT_THROW(archive::from_bytes<SharedMemory>(message), FileNotFoundError);
}

class AcrossProcesses : public testing::TestWithParam<std::string> {
 protected:
  template <class... Call>
  std::optional<int> run(Call&&... call) {
    Process process = get_context(GetParam()).Process(std::forward<Call>(call)...);
    process.start();
    EXPECT_TRUE(process.join_for(test::kPatience));
    return process.exitcode();
  }
};
INSTANTIATE_TEST_SUITE_P(SharedMemory, AcrossProcesses, testing::ValuesIn(get_all_start_methods()),
                         [](const auto& method) { return method.param; });

TEST_P(AcrossProcesses, ByName) {
  const SharedMemory memory = SharedMemory::create(10);
  EXPECT_EQ(run([](const std::string& name) { SharedMemory::open(name).buf()[0] = kNew; }, memory.name()), 0);
  EXPECT_EQ(memory.buf()[0], kNew);
  EXPECT_TRUE(in_dev_shm(memory.name())) << "an attacher's exit destroys nothing";
}

TEST_P(AcrossProcesses, ByObject) {
  const SharedMemory memory = SharedMemory::create(10);
  EXPECT_EQ(run([](const SharedMemory& same) { same.buf()[1] = kNew; }, memory), 0);
  EXPECT_EQ(memory.buf()[1], kNew);
  EXPECT_TRUE(in_dev_shm(memory.name()));
}

TEST_P(AcrossProcesses, AChildsSegmentGoesWithTheChild) {
  Queue<SharedMemory> segments;
  Queue<int> answers;
  Process process = get_context(GetParam())
                        .Process(
                            [](Queue<SharedMemory>& out, Queue<int>& in) {
                              const SharedMemory mine = SharedMemory::create(10);
                              mine.buf()[2] = kNew;
                              out.put(mine);
                              in.get();
                            },
                            segments, answers);
  process.start();
  const std::optional<SharedMemory> same = segments.get_for(test::kPatience);
  ASSERT_TRUE(same.has_value());
  answers.put(1);
  EXPECT_TRUE(process.join_for(test::kPatience));
  EXPECT_FALSE(in_dev_shm(same->name()));
  EXPECT_EQ(same->buf()[2], kNew) << "who has the memory keeps it";
}

TEST_P(AcrossProcesses, OneTrackerForAFamily) {
  const SharedMemory memory = SharedMemory::create(10);
  const pid_t before = test::tracker();
  EXPECT_EQ(run(
                [](pid_t expected) {
                  const SharedMemory mine = SharedMemory::create(10);
                  EXPECT_EQ(test::tracker(), expected);
                  if (test::tracker() != expected) ::_exit(3);
                },
                before),
            0);
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

TEST(SharedMemory, KeepsNoDescriptor) {
  const SharedMemory first = SharedMemory::create(1);
  const std::size_t before = open_descriptors();
  for (int cycle = 0; cycle < 200; ++cycle) {
    SharedMemory memory = SharedMemory::create(4096);
    EXPECT_EQ(open_descriptors(), before);
    if (cycle % 2 == 0) memory.unlink();
  }
  EXPECT_EQ(open_descriptors(), before);
  const std::string folder = "/proc/" + std::to_string(test::tracker()) + "/fd";
  const auto all = std::filesystem::directory_iterator(folder);
  EXPECT_LT(std::distance(begin(all), end(all)), 20) << "the tracker closes what it was sent";
}

}  // namespace
}  // namespace mp
