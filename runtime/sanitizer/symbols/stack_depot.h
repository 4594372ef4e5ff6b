// Call stacks by number, each kept once: a cell of the shadow holds the number.
//
// Where it lives: in memory of the whole family. A frame is a code address of the family's (images.h), so any process can name
// it. All bytes zero: an empty depot.
// Thread, process and signal safety: no locks; a stack is written before its number is known to anyone.
// Kill safety: who dies inside insert() leaves some words that nobody uses.
//
// Invariants:
//   1. A stack never changes or goes once it has a number.
//   2. A chain of a bucket only grows at its head.
//   3. Two threads that insert the same stack at once may get two numbers for it; nobody compares numbers.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>

#include "runtime/sanitizer/system/ids.h"

namespace race {

inline constexpr unsigned kMaxFrames = 24;

class StackDepot {
 public:
  /// The number of the stack; 0 when the depot is full. REQUIRES: 1 to kMaxFrames frames.
  StackId insert(std::span<const std::uintptr_t> frames);
  /// The frames, innermost first; none for 0.
  std::span<const std::uintptr_t> frames(StackId stack) const;

 private:
  static constexpr std::uint32_t kWords = 8 << 20;  // 64 MiB of address space, about 600,000 stacks
  static constexpr std::uint32_t kBuckets = 1 << 16;

  StackId find(std::uint32_t head, std::uint64_t key, std::span<const std::uintptr_t> frames) const;

  std::atomic<std::uint32_t> used_;
  std::atomic<std::uint32_t> buckets_[kBuckets];
  std::uint64_t words_[kWords];  // a stack: next in the chain and number of frames, key, frames
};

/// Where an instrumented function called the sanitizer: the address it returns to, and that function's frame.
struct Caller {
  std::uintptr_t pc = 0;
  std::uintptr_t frame = 0;
};

/// Follows the chain of frame pointers within this thread's stack; returns how many frames it wrote, `pc` first. They are
/// addresses of this process.
/// REQUIRES: the program is compiled with -fno-omit-frame-pointer; a function without a frame ends or shortens the walk.
unsigned walk_stack(Caller caller, std::span<std::uintptr_t, kMaxFrames> out);

}  // namespace race
