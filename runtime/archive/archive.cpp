#include "runtime/archive/archive.h"

#include <fmt/format.h>

namespace mp::archive {

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

void Reader::throw_too_short(std::size_t bytes) const {
  throw ArchiveError(fmt::format("archive: {} bytes are needed, but only {} are left", bytes, left_.size()));
}

}  // namespace mp::archive
