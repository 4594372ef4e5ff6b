// Threads of one process, in pairs of a program that ThreadSanitizer reports and one that it does not.
//
// Each is told by its name, and says what is to be reported of it.
#pragma once

#include <sys/mman.h>

#include <array>
#include <new>
#include <span>
#include <string_view>
#include <thread>

#include "tests/sanitizer/unseen_order.h"

namespace verdicts {

struct Program {
  const char* name;
  void (*run)();
  std::string_view reported;  ///< how ThreadSanitizer calls it
};

inline constexpr std::string_view kNothing = "";
inline constexpr std::string_view kRace = "data race";

std::span<const Program> order_programs();
std::span<const Program> misuse_programs();

/// Whether what the threads share lies in memory that processes could share.
inline bool g_in_shared_memory = false;

using Text = std::array<char, 100>;

/// A T that is never destroyed, in the memory that was asked for.
template <class T>
T& shared() {
  constexpr std::size_t kBytes = 4096;
  constexpr std::size_t kBytesEach = 256;
  static_assert(sizeof(T) <= kBytesEach);
  alignas(kBytesEach) static char own[kBytes];
  static void* const page = mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  static std::size_t used = 0;
  return *new ((g_in_shared_memory ? static_cast<char*>(page) : own) + kBytesEach * used++) T();
}

/// Two threads, the second of which begins when the first is done; nothing orders them for ThreadSanitizer.
template <class First, class Second>
void one_after_the_other(First first, Second second) {
  programs::UnseenOrder order;
  std::thread one([&] {
    first();
    order.done(1);
  });
  std::thread other([&] {
    order.wait_for(1);
    second();
  });
  one.join();
  other.join();
}

template <class Step>
void twice(Step step) {
  one_after_the_other(step, step);
}

}  // namespace verdicts
