#include "runtime/sanitizer/symbols/texts.h"

#include <algorithm>

#include "runtime/sanitizer/system/hash.h"

namespace race {

std::string_view Texts::text(std::uint32_t at) { return {&bytes_[at] + sizeof(Entry), entry(at).size}; }

std::string_view Texts::keep(std::string_view wanted) {
  std::atomic<std::uint32_t>& bucket = buckets_[mix(wanted) % kBuckets];
  std::uint32_t head = bucket.load(std::memory_order_acquire);
  for (std::uint32_t at = head; at != 0; at = entry(at).next) {
    if (text(at) == wanted) return text(at);
  }
  constexpr std::size_t kLongest = kBytes / 2;
  if (wanted.size() > kLongest || used_.load(std::memory_order_relaxed) > kBytes / 2) return "";
  const auto size =
      static_cast<std::uint32_t>((sizeof(Entry) + wanted.size() + alignof(Entry)) / alignof(Entry)) * alignof(Entry);
  const std::uint32_t at = sizeof(Entry) + used_.fetch_add(size, std::memory_order_relaxed);  // 0 stands for no text
  if (at + size > kBytes) return "";
  std::ranges::copy(wanted, &bytes_[at] + sizeof(Entry));
  bytes_[at + sizeof(Entry) + wanted.size()] = '\0';
  entry(at).size = static_cast<std::uint32_t>(wanted.size());
  do entry(at).next = head;
  while (!bucket.compare_exchange_weak(head, at, std::memory_order_acq_rel));
  return text(at);
}

}  // namespace race
