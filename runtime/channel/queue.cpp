#include "runtime/channel/queue.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/error.h"

namespace mp::internal {

namespace {

using channel::ByteRing;

constexpr std::size_t kDefaultBytes = std::size_t{1} << 20;
constexpr std::size_t kLeastItems = 4;  // of a fixed length that make a queue without a limit

std::size_t saturating_product(std::size_t a, std::size_t b) {
  std::size_t product;
  return __builtin_mul_overflow(a, b, &product) ? ByteRing::kLargestRingBytes + 1 : product;
}

std::size_t ring_bytes(std::size_t maxsize, std::size_t bytes, std::size_t item_bytes) {
  std::size_t wanted = kDefaultBytes;
  if (bytes != 0) {
    wanted = std::min(bytes, ByteRing::kLargestRingBytes) + ByteRing::kUnitBytes;
  } else if (item_bytes != 0) {
    const std::size_t message = ByteRing::message_bytes(item_bytes);
    wanted =
        maxsize != 0 ? saturating_product(maxsize, message) : std::max(kDefaultBytes, saturating_product(kLeastItems, message));
  }
  if (wanted > ByteRing::kLargestRingBytes) {
    const std::string asked =
        bytes != 0 ? fmt::format("{} bytes are", bytes) : fmt::format("{} items of {} bytes need", maxsize, item_bytes);
    throw ValueError(
        fmt::format("an mp::Queue can use up to {} bytes of shared memory; {} more", ByteRing::kLargestRingBytes, asked));
  }
  return ByteRing::ring_bytes_for(wanted);
}

}  // namespace

QueueHandle::QueueHandle(std::size_t maxsize, std::size_t bytes, std::size_t item_bytes, std::source_location created)
    : QueueHandle(maxsize, ring_bytes(maxsize, bytes, item_bytes), created) {}

QueueHandle::QueueHandle(std::size_t maxsize, std::size_t ring_bytes, std::source_location created)
    : maxsize_(maxsize), created_(created), queue_(memory::TrailingBytes{ring_bytes}, maxsize, ring_bytes) {}

void QueueHandle::require_fit(std::size_t length) const {
  if (length <= queue_->largest_message()) return;
  const std::source_location at = created();
  throw ValueError(fmt::format(
      "an item of {0} bytes does not fit into the mp::Queue created at {1}:{2}, which holds {3} bytes; make it larger: "
      "mp::Queue<T> queue({4}, {0});",
      length, at.file_name(), at.line(), queue_->largest_message(), maxsize_));
}

std::string QueueHandle::repr(std::string_view kind, std::optional<std::uint32_t> unfinished) const {
  std::string text = fmt::format("<{}(qsize={}, maxsize={}", kind, queue_->messages(), maxsize_);
  if (unfinished) text += fmt::format(", unfinished={}", *unfinished);
  return text + (queue_->closed() ? ", closed)>" : ")>");
}

void throw_full() { throw Full("put_nowait(): the queue is full; use put(), which waits, or put_for() with a time"); }
void throw_closed(const char* function, const std::source_location& created) {
  throw Closed(fmt::format("{}: the mp::Queue created at {}:{} is closed{}", function, created.file_name(), created.line(),
                           std::string_view(function) == "put()"
                               ? "; close it after the last put of all processes"
                               : ", and nothing is left in it; catch mp::Closed, or loop with for (T& item : queue)"));
}
void throw_empty() { throw Empty("get_nowait(): the queue is empty; use get(), which waits, or get_for() with a time"); }

}  // namespace mp::internal
