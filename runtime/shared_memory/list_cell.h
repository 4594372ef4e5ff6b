// One element of an mp::ShareableList in shared memory: a value that is replaced in one step.
//
// A cell is a 64-bit word and two rooms of the same fixed size. The word says what the value is:
//
//   | bits  | meaning                                                            |
//   |-------|--------------------------------------------------------------------|
//   | 0-31  | the number of bytes in the room                                    |
//   | 32-34 | the kind of the value                                              |
//   | 35-63 | how many values the cell has had; an odd one is in the second room |
//
// Invariants: 1. A writer fills the room that the word does not name, and stores the word last. So a writer that is killed at any
// instruction leaves the old value or the new one. 2. A room changes only while the word names the other one; a reader that finds
// the word unchanged after its copy has copied a whole value. It would be deceived by 2^29 values that are written meanwhile.
// 3. One writer at a time, in the order of a lock: two that fill one room together leave a mixture of both, in the bounds of the
// room. Thread and process safety: any number of readers beside the one writer; a reader begins again when a value comes
// meanwhile. Visible to whom: what was done before set() is seen by whoever gets the value. Where it lives: shared memory.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace mp::shared_memory {

using Item = std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<std::byte>>;

/// The bytes of a room that is made for the item, as in CPython: eight, and of text and bytes the next multiple of eight.
std::size_t room_for(const Item& item) noexcept;

/// A view of one cell.
class ListCell {
 public:
  static_assert(std::atomic_ref<std::uint64_t>::is_always_lock_free);

  /// REQUIRES: the rooms stand one behind the other, each a multiple of eight bytes long.
  ListCell(std::uint64_t& word, std::uint64_t* rooms, std::size_t room_bytes) noexcept
      : word_(word), rooms_(rooms), room_bytes_(room_bytes) {}

  std::size_t room_bytes() const noexcept { return room_bytes_; }
  /// Throws ValueError when what is there can be no value.
  Item get() const;
  /// Throws ValueError when the item does not fit into the room, and then has changed nothing.
  void set(const Item& item) const;

 private:
  std::uint64_t* room(std::uint64_t values) const noexcept { return rooms_ + (values % 2) * (room_bytes_ / sizeof *rooms_); }

  std::atomic_ref<std::uint64_t> word_;
  std::uint64_t* rooms_;
  std::size_t room_bytes_;
};

}  // namespace mp::shared_memory
