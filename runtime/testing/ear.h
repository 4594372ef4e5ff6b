// A listener of the hooks for tests: what was acquired and released while it lives, in order.
//
//   const test::Ear ear;
//   lock.acquire();  lock.release();
//   EXPECT_EQ(ear.order(), "ar");        // and ear.heard says with which address
//
// REQUIRES, as hooks::listen: one thread when it is made and when it goes. In a fork it hears for the fork alone.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "runtime/hooks.h"

namespace mp::test {

struct Ear : hooks::Listener {
  Ear() { hooks::listen(this); }
  ~Ear() override { hooks::listen(nullptr); }
  void acquired(const void* sync) override { heard.emplace_back('a', sync); }
  void releasing(const void* sync) override { heard.emplace_back('r', sync); }

  std::string order() const {
    std::string events;
    for (const auto& [event, sync] : heard) events += event;
    return events;
  }

  std::vector<std::pair<char, const void*>> heard;
};

}  // namespace mp::test
