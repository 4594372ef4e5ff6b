#include "runtime/memory/block_list.h"

#include <algorithm>

#include "runtime/error.h"

namespace mp::memory {

namespace {

constexpr std::uint64_t kUsed = 1;
constexpr std::uint64_t kSizeMask = (std::uint64_t{1} << 48) - 16;
// The upper 16 bits of every header; with them a header that was overwritten is noticed.
constexpr std::uint64_t kMark = std::uint64_t{0x6d70} << 48;
constexpr std::uint64_t kLeastBlock = 16;

constexpr std::uint64_t round_up(std::uint64_t value, std::uint64_t to) { return (value + to - 1) / to * to; }

constexpr std::uint64_t free_header(std::uint64_t size) { return kMark | size; }
constexpr std::uint64_t used_header(std::uint64_t size) { return kMark | size | kUsed; }

constexpr std::uint64_t block_size_for(std::size_t bytes) {
  return std::max(round_up(BlockList::kHeaderBytes + bytes, BlockList::kAlignment), kLeastBlock);
}

}  // namespace

struct BlockList::Block {
  std::uint64_t begin;
  std::uint64_t size;
  bool used;

  std::uint64_t end() const { return begin + size; }
};

/// Where in a free block a new block goes: bytes before it, and its size.
struct BlockList::Fit {
  bool fits;
  std::uint64_t before;
  std::uint64_t size;
};

std::uint64_t BlockList::first_block_at(std::uint64_t offset) noexcept {
  return round_up(offset + kHeaderBytes, kAlignment) - kHeaderBytes;
}

std::uint64_t BlockList::bytes_for(std::size_t bytes, std::size_t alignment) noexcept {
  return block_size_for(bytes) + std::max(alignment, kAlignment);
}

std::atomic_ref<std::uint64_t> BlockList::word(std::uint64_t block) const noexcept {
  return std::atomic_ref<std::uint64_t>(*reinterpret_cast<std::uint64_t*>(base_ + block));
}

BlockList::Block BlockList::block_at(std::uint64_t offset) const noexcept {
  const std::uint64_t header = word(offset).load(std::memory_order_acquire);
  const Block block{offset, header & kSizeMask, (header & kUsed) != 0};
  if ((header & ~kSizeMask & ~kUsed) != kMark || block.size < kLeastBlock || block.end() > end()) {
    internal::die(
        "racelab: the shared memory is damaged: a program wrote beyond the end of a shared object (data() and iterators of an "
        "mp::Array check nothing; operator[] does)");
  }
  return block;
}

void BlockList::clear() noexcept {
  anchor_.rover.store(first_, std::memory_order_release);
  anchor_.end.store(first_, std::memory_order_release);
}

void BlockList::extend(std::uint64_t new_end) noexcept {
  const std::uint64_t old_end = end();
  MP_CHECK(new_end > old_end && (new_end - old_end) % kAlignment == 0);
  word(old_end).store(free_header(new_end - old_end), std::memory_order_release);
  // The search goes on in the new memory. While nothing is behind the old end, the rover is moved after it.
  anchor_.end.store(new_end, std::memory_order_release);
  anchor_.rover.store(old_end, std::memory_order_release);
}

void BlockList::merge_followers(Block& block) noexcept {
  while (block.end() < end()) {
    const Block next = block_at(block.end());
    if (next.used) return;
    if (anchor_.rover.load(std::memory_order_relaxed) == next.begin) anchor_.rover.store(block.begin, std::memory_order_release);
    block.size += next.size;
    word(block.begin).store(free_header(block.size), std::memory_order_release);
  }
}

BlockList::Fit BlockList::fit(const Block& block, std::uint64_t size, std::size_t alignment) noexcept {
  // Payloads begin at multiples of 16, so what is left before an aligned one is a block by itself, or nothing.
  const std::uint64_t payload = round_up(block.begin + kHeaderBytes, std::max(alignment, kAlignment));
  const std::uint64_t before = payload - kHeaderBytes - block.begin;
  return {before + size <= block.size, before, size};
}

void BlockList::carve(const Block& block, const Fit& fit) noexcept {
  const std::uint64_t taken = block.begin + fit.before;
  const std::uint64_t behind = block.end() - taken - fit.size;
  if (behind != 0) word(taken + fit.size).store(free_header(behind), std::memory_order_release);
  word(taken).store(used_header(fit.size), std::memory_order_release);
  if (fit.before != 0) word(block.begin).store(free_header(fit.before), std::memory_order_release);
}

void* BlockList::take(std::size_t bytes, std::size_t alignment) noexcept {
  const std::uint64_t size = block_size_for(bytes);
  const std::uint64_t rover = anchor_.rover.load(std::memory_order_acquire);
  void* found = search(rover, end(), size, alignment);
  return found != nullptr ? found : search(first_, rover, size, alignment);
}

void* BlockList::search(std::uint64_t from, std::uint64_t to, std::uint64_t size, std::size_t alignment) noexcept {
  for (std::uint64_t at = from; at < to;) {
    Block block = block_at(at);
    if (!block.used) {
      merge_followers(block);
      if (const Fit place = fit(block, size, alignment); place.fits) {
        carve(block, place);
        const std::uint64_t taken = block.begin + place.before;
        anchor_.rover.store(taken, std::memory_order_release);
        return base_ + taken + kHeaderBytes;
      }
    }
    at = block.end();
  }
  return nullptr;
}

void BlockList::give_back(void* payload) noexcept {
  const Block block = block_at(static_cast<std::uint64_t>(static_cast<std::byte*>(payload) - base_) - kHeaderBytes);
  MP_CHECK(block.used);
  word(block.begin).store(free_header(block.size), std::memory_order_release);
}

BlockList::Census BlockList::census() const noexcept {
  Census census;
  const std::uint64_t rover = anchor_.rover.load(std::memory_order_acquire);
  bool rover_seen = rover == end();
  std::uint64_t at = first_;
  while (at < end()) {
    const Block block = block_at(at);
    rover_seen = rover_seen || rover == at;
    ++census.blocks;
    census.used_blocks += block.used ? 1 : 0;
    (block.used ? census.used_bytes : census.free_bytes) += block.size;
    at = block.end();
  }
  MP_CHECK(at == end());
  MP_CHECK(rover_seen);
  return census;
}

}  // namespace mp::memory
