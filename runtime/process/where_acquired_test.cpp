// Who holds a lock, or died with it: told by its name and the place to every process of the family, however that was started.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <optional>
#include <string>

#include "runtime/channel/queue.h"
#include "runtime/process/process.h"
#include "runtime/process/process_options.h"
#include "runtime/process/start_method.h"
#include "runtime/sync/formatters.h"
#include "runtime/sync/lock.h"
#include "runtime/testing/forked_child.h"

namespace mp {
namespace {

using testing::HasSubstr;

TEST(WhereAcquired, TheDeadIsToldByItsNameAndThePlace) {
  for (const Context& context : {Context::fork(), Context::spawn()}) {
    Lock lock;
    Queue<bool> held;
    const auto hold = [](Lock& lock, Queue<bool>& held) {
      lock.acquire();
      held.put(true);
      for (;;) ::pause();
    };
    const std::string place = fmt::format("at {}:{}", __FILE__, __LINE__ - 4);
    Process holder = context.Process(ProcessOptions{.name = "reader"}, hold, lock, held);
    holder.start();
    ASSERT_TRUE(held.get_for(test::kPatience).has_value());
    const std::string who = fmt::format("process {0} (reader), thread {0}, {1}", holder.pid(), place);
    EXPECT_EQ(repr(lock), fmt::format("<Lock(owner={})>", who)) << context.get_start_method();
    holder.kill();
    holder.join();
    ASSERT_TRUE(lock.acquire_for(test::kPatience));
    lock.release();
    EXPECT_EQ(repr(lock), fmt::format("<Lock(owner=None, last_owner_death={})>", who)) << context.get_start_method();
    EXPECT_EQ(lock.last_owner_death()->name(), "reader");
  }
}

[[gnu::noinline]] void take_in_words_of_cpp(Lock& lock) {
  lock.lock();
  asm volatile("");  // an optimising compiler would leave the function before a call that is its last step
}

// The program is loaded elsewhere in a spawned copy, but the place is told from its beginning.
TEST(WhereAcquired, CodeOfTheProgramIsTheSameInAllItsCopies) {
  Lock lock;
  Queue<std::string> texts;
  const auto tell = [](Lock& lock, Queue<std::string>& texts) {
    texts.put(fmt::format("{} {}", lock.owner()->where.text(), lock.owner()->name()));
  };
  take_in_words_of_cpp(lock);
  const std::string here = lock.owner()->where.text();
  EXPECT_THAT(here, HasSubstr("where_acquired_test+0x"));
  for (const Context& context : {Context::fork(), Context::spawn()}) {
    Process child = context.Process(tell, lock, texts);
    child.start();
    EXPECT_EQ(texts.get_for(test::kPatience), here + " MainProcess") << context.get_start_method();
    child.join();
  }
  lock.release();
}

}  // namespace
}  // namespace mp
