#include "runtime/sanitizer/symbols/stack_depot.h"

#include <pthread.h>

#include "runtime/sanitizer/system/hash.h"

extern "C" void* __libc_stack_end;  // the dynamic linker's: where the main thread's stack begins

namespace race {
namespace {

constexpr std::uint32_t kHeaderWords = 2;
constexpr std::uintptr_t kLargestStack = std::uintptr_t{1} << 30;

// glibc keeps a thread's descriptor at the upper end of its stack; the main thread's lies elsewhere, and below.
std::uintptr_t stack_end(std::uintptr_t inside) {
  const std::uintptr_t descriptor = pthread_self();
  return descriptor > inside && descriptor - inside < kLargestStack ? descriptor
                                                                    : reinterpret_cast<std::uintptr_t>(__libc_stack_end);
}

bool equal(std::span<const std::uintptr_t> a, const std::uint64_t* b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i]) return false;
  }
  return true;
}

// One multiplication a frame: this runs for each access that is noted.
std::uint64_t key_of(std::span<const std::uintptr_t> frames) {
  constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15;
  std::uint64_t key = frames.size();
  for (std::uintptr_t frame : frames) key = (key ^ frame) * kFactor;
  return mix(0, key);
}

}  // namespace

StackId StackDepot::find(std::uint32_t head, std::uint64_t key, std::span<const std::uintptr_t> frames) const {
  for (std::uint32_t at = head; at != 0; at = static_cast<std::uint32_t>(words_[at])) {
    if (words_[at + 1] == key && words_[at] >> 32 == frames.size() && equal(frames, &words_[at + kHeaderWords]))
      return StackId{at};
  }
  return StackId{0};
}

StackId StackDepot::insert(std::span<const std::uintptr_t> frames) {
  const std::uint64_t key = key_of(frames);
  std::atomic<std::uint32_t>& bucket = buckets_[key % kBuckets];
  std::uint32_t head = bucket.load(std::memory_order_acquire);
  const StackId known = find(head, key, frames);
  if (known != StackId{0}) return known;

  const auto size = static_cast<std::uint32_t>(frames.size() + kHeaderWords);
  if (used_.load(std::memory_order_relaxed) >= kWords) return StackId{0};
  const std::uint32_t at = 1 + used_.fetch_add(size, std::memory_order_relaxed);  // word 0 stands for no stack
  if (at + size > kWords) return StackId{0};
  words_[at + 1] = key;
  for (std::size_t i = 0; i < frames.size(); ++i) words_[at + kHeaderWords + i] = frames[i];
  do words_[at] = std::uint64_t{frames.size()} << 32 | head;
  while (!bucket.compare_exchange_weak(head, at, std::memory_order_acq_rel));
  return StackId{at};
}

std::span<const std::uintptr_t> StackDepot::frames(StackId stack) const {
  const auto at = static_cast<std::uint32_t>(stack);
  if (at == 0) return {};
  return {reinterpret_cast<const std::uintptr_t*>(&words_[at + kHeaderWords]), words_[at] >> 32};
}

unsigned walk_stack(Caller caller, std::span<std::uintptr_t, kMaxFrames> out) {
  unsigned count = 0;
  out[count++] = caller.pc;
  const std::uintptr_t end = stack_end(caller.frame);
  for (std::uintptr_t frame = caller.frame; count < kMaxFrames;) {
    if (frame % sizeof(frame) != 0 || frame == 0 || frame > end - 2 * sizeof(frame)) break;
    const auto* const saved = reinterpret_cast<const std::uintptr_t*>(frame);  // the caller's frame, and the return address
    constexpr std::uintptr_t kLowestCode = 4096;
    if (saved[1] < kLowestCode) break;
    out[count++] = saved[1];
    if (saved[0] <= frame) break;
    frame = saved[0];
  }
  return count;
}

}  // namespace race
