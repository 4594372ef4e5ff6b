// A function of libc behind an interceptor of ours that nobody else stands behind.
//
// The program's X is our interceptor, so libc's is the next one of that name. All are looked for before the program's first
// constructor; a library's constructor may call one earlier, and has it looked for then.
// Thread and fork safety: what is found is the same for all. Signal safety: nothing is looked for once the program runs.
#pragma once

#include <dlfcn.h>

#include <atomic>

namespace race {

template <class Function>
class NextFunction {
 public:
  explicit constexpr NextFunction(const char* name) : name_(name) {}

  Function* get() {
    Function* const found = function_.load(std::memory_order_relaxed);
    return found != nullptr ? found : find();
  }
  Function* find() {
    auto* const found = reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name_));
    function_.store(found, std::memory_order_relaxed);
    return found;
  }

 private:
  const char* const name_;
  std::atomic<Function*> function_ = nullptr;
};

}  // namespace race

/// next_name, of that type.
#define RACE_FIND(name, Function)                                   \
  static constinit race::NextFunction<Function> next_##name{#name}; \
  [[gnu::constructor(101)]] static void find_##name() { next_##name.find(); }
