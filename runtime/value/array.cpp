#include "runtime/value/array.h"

#include <fmt/format.h>

#include <limits>

#include "runtime/error.h"

namespace mp::internal {

void throw_index_error(std::size_t index, std::size_t size) {
  throw IndexError(fmt::format("index {} is out of range: this mp::Array has {} elements", index, size));
}

memory::TrailingBytes bytes_of_array(std::size_t elements, std::size_t element_bytes) {
  // Half of all addresses is more than any machine has, and leaves room for what the allocator adds.
  if (elements > std::numeric_limits<std::size_t>::max() / 2 / element_bytes) {
    throw MemoryError(fmt::format("an mp::Array of {} elements of {} bytes is larger than any memory", elements, element_bytes));
  }
  return memory::TrailingBytes{elements * element_bytes};
}

}  // namespace mp::internal
