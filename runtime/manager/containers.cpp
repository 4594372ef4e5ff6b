#include "runtime/manager/containers.h"

#include <fmt/format.h>

namespace mp::manager {

std::size_t place_of(long index, std::size_t size) {
  const long length = static_cast<long>(size);
  const long place = index < 0 ? index + length : index;
  if (place < 0 || place >= length) throw IndexError(fmt::format("index {} is beyond the {} elements", index, size));
  return static_cast<std::size_t>(place);
}

std::pair<std::size_t, std::size_t> slice_of(long begin, long end, std::size_t size) {
  const long length = static_cast<long>(size);
  const auto bounded = [&](long index) { return std::clamp(index < 0 ? index + length : index, 0L, length); };
  const long first = bounded(begin);
  return {static_cast<std::size_t>(first), static_cast<std::size_t>(std::max(first, bounded(end)))};
}

void require_length(std::size_t room, std::size_t items) {
  if (room != items)
    throw ValueError(fmt::format("{} items cannot stand in the place of {}: an array keeps its length", items, room));
}

void throw_no_such_element(const char* where) { throw IndexError(where); }

}  // namespace mp::manager
