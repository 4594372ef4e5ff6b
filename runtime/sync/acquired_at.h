// Where a lock was acquired, in one word of shared memory: written at every acquire, and made readable only when somebody asks.
//
//   lock.acquire();                    job.cpp:42                        the line of the call
//   std::lock_guard guard(lock);       racer+0x1a2b (add_all(int))       what std::lock_guard knows: from where it was called
//
// A guard of the C++ library calls lock() in a header of its own, whose line would tell nothing. So there the address is kept to
// which lock() returns, and shown as the module, how far into it, and the function if the dynamic linker knows its name; and
// `addr2line -Cfie racer 0x1a2b` says the line. In optimised code that is the function in which the guard stands; without
// optimisation the guard is a function of its own, and the address is in it: write lock.acquire() where the line matters.
// A function whose last step is the call may have been left before it; then its caller is named.
//
// The word has three parts: whether it leads to the constants of a std::source_location or to code (bit 63); the number of the
// process's layout (15 bits), the same for a process and its forks, while a spawned copy is laid out anew; and how far the place
// is from where the program itself is loaded (48 bits, signed). So what lies in the program is known in every process of the
// family, and what lies in a shared library, in the forks of one another; elsewhere the text is empty. Two layouts have the same
// number once in 32767 times, and a library that was loaded after a fork may lie where its forebear has another: then a wrong
// place is named. Thread and process safety: a value. Fork safety: the text asks the dynamic linker, which has a lock. Kill
// safety: one word.
#pragma once

#include <bit>
#include <cstdint>
#include <source_location>
#include <string>

namespace mp::sync {

class AcquiredAt {
 public:
  /// Nobody knows.
  constexpr AcquiredAt() noexcept = default;
  explicit AcquiredAt(std::source_location call) noexcept : word_(std::bit_cast<std::uint64_t>(call) + to_word_ + kIsCall) {}
  explicit AcquiredAt(const void* return_address) noexcept : word_(std::bit_cast<std::uint64_t>(return_address) + to_word_) {}

  /// Empty where the place is not known.
  std::string text() const;

 private:
  static constexpr std::uint64_t kIsCall = std::uint64_t{1} << 63;
  static const std::uint64_t to_word_;  // to be added to an address; 0 until the program's constructors have run

  const void* address_here() const noexcept;

  std::uint64_t word_ = 0;
};

}  // namespace mp::sync
