// A range that is read a chunk at a time, and no element sooner than it is needed.
//
// Thread safety: as the range's. Where it lives: private memory. The iterator leads into the range, so neither is copied nor
// moved. Invariant: nothing is read after the end, nor after an exception of the range.
#pragma once

#include <cstddef>
#include <optional>
#include <ranges>
#include <utility>
#include <vector>

namespace mp::internal {

template <std::ranges::view View>
class RangeInChunks {
 public:
  using Element = std::ranges::range_value_t<View>;

  RangeInChunks(View view, std::size_t chunksize) : view_(std::move(view)), chunksize_(chunksize) {}
  RangeInChunks(const RangeInChunks&) = delete;
  RangeInChunks& operator=(const RangeInChunks&) = delete;

  /// The next elements: `chunksize` of them, fewer at the end of the range, and none behind it. Throws what the range throws.
  std::vector<Element> next() {
    std::vector<Element> chunk;
    while (chunk.size() < chunksize_ && advance()) chunk.push_back(**at_);
    return chunk;
  }

 private:
  /// Whether there is one more element.
  bool advance() {
    if (ended_) return false;
    ended_ = true;  // so it is if the range throws
    if (at_) {
      ++*at_;
    } else {
      at_.emplace(std::ranges::begin(view_));
    }
    ended_ = *at_ == std::ranges::end(view_);
    return !ended_;
  }

  View view_;
  const std::size_t chunksize_;
  std::optional<std::ranges::iterator_t<View>> at_;
  bool ended_ = false;
};

}  // namespace mp::internal
