#include "runtime/sync/barrier.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "runtime/error.h"
#include "runtime/testing/asleep.h"
#include "runtime/testing/ear.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/thrown.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using test::Ear;

constexpr int kParties = 5;

static_assert(SharedObject<Barrier> && !std::is_copy_constructible_v<Barrier> && !std::is_move_constructible_v<Barrier>);

/// What all processes of a test count together.
struct Counts {
  std::atomic<int> passed = 0;
  std::atomic<int> broken = 0;
  std::atomic<int> acted = 0;
  std::array<std::atomic<int>, kParties> indices{};
  std::array<std::atomic<int>, kParties> rounds{};
};

class BarrierTest : public testing::Test {
 protected:
  /// Runs `party` in kParties - 1 children and here; returns when all have ended.
  void run_parties(const std::function<void(std::size_t)>& party) {
    std::vector<std::unique_ptr<test::ForkedChild>> children;
    for (std::size_t i = 1; i < kParties; ++i) children.push_back(std::make_unique<test::ForkedChild>([&party, i] { party(i); }));
    party(0);
    for (const auto& child : children) EXPECT_EQ(child->wait(), 0);
  }
  /// Waits, and counts how that ended.
  void pass(Barrier& barrier) {
    try {
      barrier.wait_for(test::kPatience);
      counts_->passed.fetch_add(1);
    } catch (const BrokenBarrierError&) {
      counts_->broken.fetch_add(1);
    }
  }
  static void await_waiting(const Barrier& barrier, int wanted) {
    const auto end = std::chrono::steady_clock::now() + test::kPatience;
    while (barrier.n_waiting() < wanted && std::chrono::steady_clock::now() < end) sched_yield();
    ASSERT_EQ(barrier.n_waiting(), wanted);
  }
  static std::string message_of(Barrier& barrier) {
    return test::message_of<BrokenBarrierError>([&] { barrier.wait_for(0s); });
  }
  const memory::Placed<Counts> counts_{std::in_place};
};

TEST_F(BarrierTest, AllGoInStep) {
  constexpr int kRounds = 1000;
  Barrier barrier(kParties);
  run_parties([&](std::size_t me) {
    for (int round = 1; round <= kRounds; ++round) {
      counts_->rounds[me].store(round);
      barrier.wait_for(test::kPatience);
      for (const auto& other : counts_->rounds) {
        const int its_round = other.load();
        ASSERT_TRUE(its_round == round || its_round == round + 1) << its_round << " beside " << round;
      }
    }
  });
  EXPECT_FALSE(barrier.broken());
  EXPECT_EQ(barrier.n_waiting(), 0);
}

TEST_F(BarrierTest, EachPartyGetsAnIndexOfItsOwn) {
  Barrier barrier(kParties);
  EXPECT_EQ(barrier.parties(), kParties);
  run_parties([&](std::size_t) { counts_->indices.at(static_cast<std::size_t>(barrier.wait())).fetch_add(1); });
  for (const auto& index : counts_->indices) EXPECT_EQ(index.load(), 1);
}

TEST_F(BarrierTest, OnePartyActsBeforeAnyGoes) {
  Counts& counts = *counts_;
  Barrier barrier(kParties, [&counts] { counts.acted.fetch_add(1); });
  run_parties([&](std::size_t) {
    for (int round = 1; round <= 20; ++round) {
      barrier.wait_for(test::kPatience);
      ASSERT_GE(counts.acted.load(), round);
    }
  });
  EXPECT_EQ(counts.acted.load(), 20);
}

TEST_F(BarrierTest, AFailedActionBreaksIt) {
  Barrier barrier(kParties, [] { throw std::runtime_error("on purpose"); });
  run_parties([&](std::size_t) {
    try {
      pass(barrier);
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "on purpose");
      counts_->acted.fetch_add(1);
    }
  });
  EXPECT_EQ(counts_->acted.load(), 1) << "the exception belongs to the party that acts";
  EXPECT_EQ(counts_->broken.load(), kParties - 1);
  EXPECT_TRUE(barrier.broken());
  EXPECT_NE(message_of(barrier).find("its action threw an exception"), std::string::npos);
}

TEST_F(BarrierTest, AbortBreaksIt) {
  Barrier barrier(kParties);
  run_parties([&](std::size_t me) {
    if (me != 0) return pass(barrier);
    await_waiting(barrier, kParties - 1);
    barrier.abort();
  });
  EXPECT_EQ(counts_->broken.load(), kParties - 1);
  EXPECT_TRUE(barrier.broken());
  EXPECT_EQ(barrier.n_waiting(), 0);
  const std::string message = message_of(barrier);
  EXPECT_NE(message.find("the mp::Barrier created at"), std::string::npos) << message;
  EXPECT_NE(message.find("is broken: abort() was called; reset() makes it usable again"), std::string::npos) << message;
}

TEST_F(BarrierTest, ResetSendsTheWaitingAwayAndThenItIsUsable) {
  Barrier barrier(kParties);
  run_parties([&](std::size_t me) {
    if (me != 0) {
      pass(barrier);
    } else {
      await_waiting(barrier, kParties - 1);
      barrier.reset();
      EXPECT_FALSE(barrier.broken());
    }
    pass(barrier);
  });
  EXPECT_EQ(counts_->broken.load(), kParties - 1);
  EXPECT_EQ(counts_->passed.load(), kParties);
}

TEST_F(BarrierTest, IsUsableAfterAbortAndReset) {
  Barrier barrier(kParties);
  barrier.abort();
  barrier.abort();
  EXPECT_TRUE(barrier.broken());
  barrier.reset();
  EXPECT_FALSE(barrier.broken());
  run_parties([&](std::size_t) { pass(barrier); });
  EXPECT_EQ(counts_->passed.load(), kParties);
}

TEST_F(BarrierTest, APartyThatDoesNotComeBreaksItForAll) {
  Barrier barrier(kParties);
  run_parties([&](std::size_t me) {
    if (me != 0) {
      EXPECT_THROW(barrier.wait_for(150ms), BrokenBarrierError);
    }
  });
  EXPECT_TRUE(barrier.broken());
  EXPECT_THROW(barrier.wait(), BrokenBarrierError) << "too late";
}

TEST_F(BarrierTest, ATimeoutBreaksIt) {
  Barrier barrier(2), with_default(2, {}, 20ms);
  auto begin = std::chrono::steady_clock::now();
  EXPECT_THROW(barrier.wait_for(150ms), BrokenBarrierError);  // longer than one sleep
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 150ms);
  EXPECT_TRUE(barrier.broken());
  EXPECT_NE(message_of(barrier).find("before the timeout"), std::string::npos);
  begin = std::chrono::steady_clock::now();
  EXPECT_THROW(with_default.wait(), BrokenBarrierError);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 20ms);
  with_default.reset();
  EXPECT_THROW(with_default.wait_until(std::chrono::system_clock::now()), BrokenBarrierError);
}

TEST_F(BarrierTest, OfOnePartyLetsItPass) {
  int acted = 0;
  Barrier barrier(1, [&acted] { ++acted; });
  EXPECT_EQ(barrier.wait(), 0);
  EXPECT_EQ(barrier.wait_for(0s), 0);
  EXPECT_EQ(acted, 2);
}

TEST_F(BarrierTest, NeedsAParty) {
  EXPECT_THROW(Barrier(0), ValueError);
  EXPECT_THROW(Barrier(-1), ValueError);
}

TEST_F(BarrierTest, ALongActionProlongsNoWait) {
  const memory::Placed<std::atomic<bool>> end_of_action(std::in_place, false);
  Counts& counts = *counts_;
  Barrier barrier(2, [&counts, &end = *end_of_action] {
    counts.acted.fetch_add(1);
    while (!end.load()) sched_yield();
  });
  // On a slow machine the first party's time may be over before the second has come to act; then it gets more.
  for (std::chrono::milliseconds timeout = 100ms; counts.acted.load() == 0; timeout *= 2) {
    ASSERT_LT(timeout, test::kPatience);
    end_of_action->store(false);
    barrier.reset();
    test::ForkedChild first([&] {
      EXPECT_THROW(barrier.wait_for(timeout), BrokenBarrierError);
      end_of_action->store(true);
    });
    while (barrier.n_waiting() == 0 && !barrier.broken()) sched_yield();
    test::ForkedChild actor([&] { EXPECT_THROW(barrier.wait_for(test::kPatience), BrokenBarrierError); });
    EXPECT_EQ(first.wait(), 0);
    EXPECT_EQ(actor.wait(), 0) << "its action came to an end, but the barrier was broken in the meantime";
  }
}

TEST_F(BarrierTest, WhoComesDuringTheActionBelongsToTheNextRound) {
  test::Gate acting;
  const memory::Placed<std::atomic<bool>> end(std::in_place, false);
  std::atomic<bool>& end_of_action = *end;
  Barrier barrier(1, [&] {
    acting.open();
    while (!end_of_action.load()) sched_yield();
  });
  test::ForkedChild first([&] { EXPECT_EQ(barrier.wait_for(test::kPatience), 0); });
  acting.pass();
  test::ForkedChild next([&] { EXPECT_EQ(barrier.wait_for(test::kPatience), 0); });
  test::wait_until_asleep(next.pid());
  end_of_action.store(true);
  acting.pass();
  EXPECT_EQ(first.wait(), 0);
  EXPECT_EQ(next.wait(), 0);
}

TEST_F(BarrierTest, OrdersThePartiesAroundTheAction) {
  Ear ear;
  Barrier barrier(1, [&ear] { ear.heard.emplace_back('!', nullptr); });
  barrier.wait();
  EXPECT_EQ(ear.order(), "ra!ra");
}

TEST_F(BarrierTest, GivesItsMemoryBack) {
  const auto used = [] { return memory::family_arena().census().used_blocks; };
  const std::size_t before = used();
  {
    Barrier barrier(2);
    EXPECT_THROW(barrier.wait_for(0s), BrokenBarrierError);
  }
  EXPECT_EQ(used(), before);
}

}  // namespace
}  // namespace mp
