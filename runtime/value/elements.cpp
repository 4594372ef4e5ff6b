#include "runtime/value/elements.h"

#include <fmt/format.h>

#include <limits>

#include "runtime/error.h"

namespace mp::internal {

void throw_index_error(std::size_t index, std::size_t size) {
  // Shown as the user wrote it: no array has so many elements that a negative index could be meant as a large one.
  throw IndexError(
      fmt::format("index {} is out of range: this mp::Array has {} elements", static_cast<std::ptrdiff_t>(index), size));
}

void require_part(std::size_t begin, std::size_t count, std::size_t size) {
  if (begin <= size && count <= size - begin) return;
  throw IndexError(fmt::format("{} elements from index {} are out of range: this mp::Array has {} elements", count,
                               static_cast<std::ptrdiff_t>(begin), size));
}

void require_room_for_text(std::size_t length, std::size_t size) {
  if (length <= size) return;
  throw ValueError(
      fmt::format("a text of {} characters does not fit into an mp::Array of {}; make the array larger", length, size));
}

memory::TrailingBytes bytes_of_array(std::size_t elements, std::size_t element_bytes) {
  // Half of all addresses is more than any machine has, and leaves room for what the allocator adds.
  if (elements > std::numeric_limits<std::size_t>::max() / 2 / element_bytes) {
    throw MemoryError(fmt::format("an mp::Array of {} elements of {} bytes is larger than any memory", elements, element_bytes));
  }
  return memory::TrailingBytes{elements * element_bytes};
}

}  // namespace mp::internal
