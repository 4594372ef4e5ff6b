#include "runtime/archive/archive.h"

#include <fmt/format.h>

#include <algorithm>

namespace mp::archive {

// What does not fit is appended first, so that a large piece is copied once and nothing is cleared for it.
void Writer::write_and_grow(const void* data, std::size_t bytes) {
  constexpr std::size_t kLeast = 64;
  const auto* const first = static_cast<const std::byte*>(data);
  bytes_.resize(used_);
  bytes_.reserve(std::max({kLeast, 2 * used_, used_ + bytes}));
  bytes_.insert(bytes_.end(), first, first + bytes);
  used_ = bytes_.size();
  bytes_.resize(bytes_.capacity());
}

void Level::throw_too_deep() {
  throw ArchiveError(fmt::format("archive: structs lie in one another more than {} deep; send a flat list of them", kDeepest));
}

std::size_t Reader::read_count(std::size_t least_bytes) {
  std::size_t count;
  read(&count, sizeof count);
  if (count > left_.size() / least_bytes) {
    throw ArchiveError(fmt::format("archive: a count of {} elements, but only {} bytes are left", count, left_.size()));
  }
  return count;
}

void Reader::expect_end() const {
  if (!left_.empty()) throw ArchiveError(fmt::format("archive: {} bytes are left over", left_.size()));
}

void Reader::throw_no_alternative(std::size_t index, std::size_t alternatives) {
  throw ArchiveError(fmt::format("archive: alternative {} of a variant of {}", index, alternatives));
}

void Reader::throw_too_short(std::size_t bytes) const {
  throw ArchiveError(fmt::format("archive: {} bytes are needed, but only {} are left", bytes, left_.size()));
}

}  // namespace mp::archive
