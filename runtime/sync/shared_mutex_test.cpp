#include "runtime/sync/shared_mutex.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>
#include <vector>

#include "runtime/error.h"
#include "runtime/hooks.h"
#include "runtime/testing/asleep.h"
#include "runtime/testing/elsewhere.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/thrown.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using test::elsewhere;
using test::message_of;

static_assert(SharedObject<SharedMutex> && !std::is_copy_constructible_v<SharedMutex>);

TEST(SharedMutex, HasManyReadersOrOneWriter) {
  SharedMutex mutex;
  {
    const std::shared_lock reader(mutex);
    elsewhere([&] {
      EXPECT_TRUE(std::shared_lock(mutex, std::try_to_lock).owns_lock());
      EXPECT_TRUE(std::shared_lock(mutex, 1h).owns_lock());
      EXPECT_FALSE(std::unique_lock(mutex, std::try_to_lock).owns_lock());
      EXPECT_FALSE(std::unique_lock(mutex, 5ms).owns_lock());
    });
  }
  {
    const std::unique_lock writer(mutex);
    elsewhere([&] {
      EXPECT_FALSE(std::shared_lock(mutex, std::try_to_lock).owns_lock());
      EXPECT_FALSE(std::shared_lock(mutex, 5ms).owns_lock());
      EXPECT_FALSE(std::unique_lock(mutex, std::try_to_lock).owns_lock());
      EXPECT_FALSE(std::unique_lock(mutex, std::chrono::system_clock::now() + 5ms).owns_lock());
    });
  }
  EXPECT_TRUE(std::unique_lock(mutex, std::try_to_lock).owns_lock());
  elsewhere([&] { EXPECT_TRUE(std::unique_lock(mutex, 1h).owns_lock()); });
}

TEST(SharedMutex, WaitsNoLongerThanAllowed) {
  SharedMutex mutex;
  const std::unique_lock writer(mutex);
  elsewhere([&] {
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_FALSE(mutex.try_lock_for(20ms));
    EXPECT_FALSE(mutex.try_lock_shared_for(20ms));
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 40ms);
    EXPECT_FALSE(mutex.try_lock_for(-1s));
    EXPECT_FALSE(mutex.try_lock_shared_until(std::chrono::steady_clock::now() - 1s));
  });
}

// A writer that gives up must not keep the readers out.
TEST(SharedMutex, AWriterThatGivesUpLeavesNothingBehind) {
  SharedMutex mutex;
  const std::shared_lock reader(mutex);
  elsewhere([&] {
    EXPECT_FALSE(mutex.try_lock_for(1ms));
    EXPECT_TRUE(std::shared_lock(mutex, std::try_to_lock).owns_lock());
  });
}

TEST(SharedMutex, TellsHowItIsMisused) {
  SharedMutex mutex;
  const auto expect = [](const std::string& message, const char* begin, const char* reason) {
    EXPECT_TRUE(message.starts_with(begin)) << message;
    EXPECT_NE(message.find(reason), std::string::npos) << message;
  };
  expect(message_of<ValueError>([&] { mutex.unlock(); }), "unlock() of the mp::SharedMutex created at",
         "call lock() before each unlock()");
  expect(message_of<ValueError>([&] { mutex.unlock_shared(); }), "unlock_shared() of",
         "call lock_shared() before each unlock_shared()");
  mutex.lock_shared();
  expect(message_of<ValueError>([&] { mutex.lock(); }), "lock() of", "would wait for itself for ever");
  expect(message_of<ValueError>([&] { mutex.unlock(); }), "unlock() of", "does not write");
  EXPECT_FALSE(mutex.try_lock());
  elsewhere([&] { EXPECT_THROW(mutex.unlock_shared(), ValueError); });
  mutex.unlock_shared();
  mutex.lock();
  expect(message_of<ValueError>([&] { mutex.lock(); }), "lock() of", "would wait for itself for ever");
  expect(message_of<ValueError>([&] { mutex.lock_shared(); }), "lock_shared() of", "may read without another lock");
  expect(message_of<ValueError>([&] { mutex.unlock_shared(); }), "unlock_shared() of", "does not read");
  EXPECT_FALSE(mutex.try_lock_shared());
  elsewhere([&] { EXPECT_THROW(mutex.unlock(), ValueError); });
  mutex.unlock();
}

TEST(SharedMutex, AReaderMayReadAgainThoughAWriterWaits) {
  SharedMutex mutex;
  mutex.lock_shared();
  test::ForkedChild writer([&] { EXPECT_TRUE(std::unique_lock(mutex, test::kPatience).owns_lock()); });
  test::wait_until_asleep(writer.pid());
  ASSERT_TRUE(mutex.try_lock_shared_for(test::kPatience));
  mutex.unlock_shared();
  elsewhere([&] { EXPECT_FALSE(mutex.try_lock_shared_for(20ms)) << "a new reader overtakes the writer"; });
  mutex.unlock_shared();
  EXPECT_EQ(writer.wait(), 0);
}

TEST(SharedMutex, MoreReadersThanSeatsWaitForASeat) {
  constexpr std::size_t kReaders = sync::ReadersWriterState::kSeats + 4;
  SharedMutex mutex;
  std::atomic<std::size_t> read = 0;
  std::atomic<std::size_t> inside = 0;
  std::atomic<bool> leave = false;
  {
    std::vector<std::jthread> readers;
    for (std::size_t i = 0; i < kReaders; ++i) {
      readers.emplace_back([&] {
        const std::shared_lock reader(mutex);
        inside.fetch_add(1);
        while (!leave.load()) sched_yield();
        read.fetch_add(1);
      });
    }
    while (inside.load() < sync::ReadersWriterState::kSeats) sched_yield();
    EXPECT_FALSE(mutex.try_lock_for(1ms));
    EXPECT_EQ(inside.load(), sync::ReadersWriterState::kSeats);
    leave.store(true);
  }
  EXPECT_EQ(read.load(), kReaders);
  EXPECT_TRUE(std::unique_lock(mutex, test::kPatience).owns_lock());
}

TEST(SharedMutex, NoWriterIsKeptOutByAStreamOfReaders) {
  SharedMutex mutex;
  const memory::Placed<std::atomic<bool>> stop(std::in_place, false);
  std::vector<std::unique_ptr<test::ForkedChild>> readers;
  test::Gate running;
  for (int i = 0; i < 3; ++i) {
    readers.push_back(std::make_unique<test::ForkedChild>([&] {
      running.open();
      while (!stop->load()) {
        const std::shared_lock reader(mutex, test::kPatience);
        ASSERT_TRUE(reader.owns_lock());
        for (int pause = 0; pause < 1000; ++pause) asm volatile("pause");
      }
    }));
  }
  for (int i = 0; i < 3; ++i) running.pass();
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(std::unique_lock(mutex, test::kPatience).owns_lock()) << i;
  stop->store(true);
  for (const auto& reader : readers) EXPECT_EQ(reader->wait(), 0);
}

TEST(SharedMutex, ExcludesProcessesAndThreads) {
  constexpr int kRounds = 2000;
  struct Twins {
    long first = 0, second = 0;
  };
  SharedMutex mutex;
  const memory::Placed<Twins> twins(std::in_place);
  const auto write = [&] {
    for (int i = 0; i < kRounds; ++i) {
      const std::unique_lock writer(mutex);
      twins->first += 1;
      twins->second += 1;
    }
  };
  const auto read = [&] {
    for (int i = 0; i < kRounds; ++i) {
      const std::shared_lock reader(mutex);
      ASSERT_EQ(twins->first, twins->second);
    }
  };
  test::ForkedChild writer(write), reader(read);
  {
    const std::jthread thread(read);
    write();
  }
  EXPECT_EQ(writer.wait(), 0);
  EXPECT_EQ(reader.wait(), 0);
  EXPECT_EQ(twins->first, 2 * kRounds);
}

TEST(SharedMutex, AChildDoesNotHoldWhatItsParentHolds) {
  SharedMutex mutex;
  mutex.lock();
  test::ForkedChild child([&] {
    EXPECT_FALSE(mutex.try_lock_shared());
    EXPECT_THROW(mutex.unlock(), ValueError);
  });
  EXPECT_EQ(child.wait(), 0);
  mutex.unlock();
}

TEST(SharedMutex, GivesItsMemoryBackUnlessAnotherHoldsIt) {
  const auto used = [] { return memory::family_arena().census().used_blocks; };
  const std::size_t before = used();
  {
    SharedMutex mutex;
    mutex.lock();
  }
  {
    SharedMutex mutex;
    mutex.lock_shared();
  }
  EXPECT_EQ(used(), before);
  test::Gate held, ended;
  auto mutex = std::make_unique<SharedMutex>();
  test::ForkedChild child([&] {
    mutex->lock_shared();
    held.open();
    ended.pass();
    mutex->unlock_shared();  // in memory that is still a mutex
  });
  held.pass();
  mutex.reset();
  ended.open();
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(used(), before + 1);
}

/// What the hooks hear, by address: "ar" is a place that was taken and left.
struct Ear : hooks::Listener {
  Ear() { hooks::listen(this); }
  ~Ear() override { hooks::listen(nullptr); }
  void acquired(const void* sync) override { heard[sync] += 'a'; }
  void releasing(const void* sync) override { heard[sync] += 'r'; }
  std::map<const void*, std::string> heard;
};

TEST(SharedMutex, OrdersAWriterWithAllAndReadersNotAmongEachOther) {
  SharedMutex mutex;
  std::vector<const void*> seats;
  const auto take_notes = [&](const Ear& ear) {
    for (const auto& [seat, heard] : ear.heard) seats.push_back(seat);
  };
  mutex.lock_shared();
  elsewhere([&] {
    Ear ear;
    mutex.lock_shared();
    mutex.unlock_shared();
    ASSERT_EQ(ear.heard.size(), 1u);
    take_notes(ear);
  });
  {
    Ear ear;
    mutex.unlock_shared();
    ASSERT_EQ(ear.heard.size(), 1u);
    take_notes(ear);
  }
  EXPECT_NE(seats[0], seats[1]) << "two readers at once";
  Ear ear;
  mutex.lock();
  mutex.unlock();
  for (const void* seat : seats) EXPECT_EQ(ear.heard[seat], "ar");
}

}  // namespace
}  // namespace mp
