// The allocator's list of blocks, which is right after every single instruction, so that a killed process leaves no damage.
//
// It works on a range of memory that is handed to it. Thread and process safety: none of its own; the caller holds a robust
// mutex around every call. Kill safety: the holder of that mutex may be killed at any instruction, and the next caller goes on
// without any repair.
//
// The range is a row of blocks without gaps. A block is a header of one 64-bit word and a payload; the header holds the size
// of the whole block (a multiple of 16) and whether it is used. There are no links: the next block begins where this one ends.
// Blocks begin 8 bytes below a multiple of 16, so that payloads begin at one.
//
// Invariants, true between any two instructions:
//   1. From the first block, the sizes lead exactly to `end`. All headers on that way are valid.
//   2. `rover` is the beginning of a block on that way. It says where the next search begins, and nothing else.
//   3. Bytes that no header on the way describes are nobody's: a header may be prepared there unseen.
// Every change is one store to one word, made with release order after all that it relies on:
//   take    the remainders before and behind get their headers inside the free block, unseen (3); then one store to the free
//           block's own header makes all of them true at once. Nothing to split: that store alone.
//   free    one store: used becomes free.
//   merge   a free block swallows the free block behind it by one store of the sum. If `rover` stood on the swallowed one, it
//           is moved to the swallowing one before (2).
//   extend  the new header is written behind `end`, unseen (3); then one store moves `end`.
// So a kill leaves the list before or after a change, never in between. A block that was taken and told to nobody stays used.
//
// Cost: next fit; a search begins at the rover and merges free neighbours on its way. Taking from a list with room behind the
// rover is constant time; the worst case walks all blocks once.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace mp::memory {

class BlockList {
 public:
  static constexpr std::size_t kAlignment = 16;
  static constexpr std::size_t kHeaderBytes = 8;

  /// The words that all processes share; they lie in the shared memory too. Offsets count from `base`.
  struct Anchor {
    std::atomic<std::uint64_t> end;
    std::atomic<std::uint64_t> rover;
  };

  struct Census {
    std::size_t blocks = 0;
    std::size_t used_blocks = 0;
    std::size_t used_bytes = 0;  ///< with headers
    std::size_t free_bytes = 0;  ///< with headers
    friend bool operator==(const Census&, const Census&) = default;
  };

  /// Looks at the list that begins at `base + first`. REQUIRES: `base` is a multiple of 16.
  BlockList(std::byte* base, std::uint64_t first, Anchor& anchor) noexcept : base_(base), first_(first), anchor_(anchor) {}

  /// Where the first block may begin, at or after `offset`.
  static std::uint64_t first_block_at(std::uint64_t offset) noexcept;

  /// Makes the list empty. REQUIRES: no other process knows it yet.
  void clear() noexcept;
  /// Adds the memory up to `end` as free. REQUIRES: it may be written; `end` is a possible beginning of a block.
  void extend(std::uint64_t end) noexcept;
  std::uint64_t end() const noexcept { return anchor_.end.load(std::memory_order_acquire); }

  /// A payload of at least `bytes`, or nullptr when no free block is large enough. REQUIRES: `alignment` is a power of two.
  void* take(std::size_t bytes, std::size_t alignment) noexcept;
  void give_back(void* payload) noexcept;

  /// By how much the list must be extended at most, so that take() of the same arguments succeeds.
  static std::uint64_t bytes_for(std::size_t bytes, std::size_t alignment) noexcept;

  /// Walks all blocks and checks the invariants (MP_CHECK).
  Census census() const noexcept;

 private:
  struct Block;
  struct Fit;

  std::atomic_ref<std::uint64_t> word(std::uint64_t block) const noexcept;
  Block block_at(std::uint64_t offset) const noexcept;
  void merge_followers(Block& block) noexcept;
  static Fit fit(const Block& block, std::uint64_t size, std::size_t alignment) noexcept;
  void carve(const Block& block, const Fit& fit) noexcept;
  void* search(std::uint64_t from, std::uint64_t to, std::uint64_t size, std::size_t alignment) noexcept;

  std::byte* base_;
  std::uint64_t first_;
  Anchor& anchor_;
};

}  // namespace mp::memory
