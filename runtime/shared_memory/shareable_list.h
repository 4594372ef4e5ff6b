// mp::ShareableList, Python's multiprocessing.shared_memory.ShareableList: a list of fixed length in an mp::SharedMemory.
//
//   mp::ShareableList list = mp::ShareableList::create({"howdy", 42, 3.5, true, std::monostate()});
//   mp::ShareableList same = mp::ShareableList::open(list.shm().name());      // in another process, or sent there as an argument
//   same[0] = "hello";                                                        // as long as it fits into the room of "howdy"
//   if (list[-1] == std::monostate()) ...                                     // what Python calls None
//
// An item may be replaced by one of another kind; its room has the size that its first value needed. What Python's list changes
// stays as it was: NULs at the end, text of several bytes a letter (the room counts bytes), numbers that are equal but of another
// kind (count and index compare kinds, too). Not CPython's layout: its programs can open the memory, not the list.
// Thread and process safety: anybody may read at any time, and gets a value that was there, never parts of two. Updates of one
// item by several at once need a lock: of two that overlap, the item may become a mixture, in the bounds of its room, and
// `list[0] = get<int64_t>(list[0].get()) + 1` loses updates as any counter does. Different items do not touch each other.
// Kill safety: after a kill in the middle of an update the item has its old value or its new one (list_cell.h). One that is
// killed in create() leaves no list: open() refuses what is not whole. Fork safety and where it lives: as mp::SharedMemory.
#pragma once

#include <cstddef>
#include <iterator>
#include <string>
#include <vector>

#include "runtime/archive/archive.h"
#include "runtime/shared_memory/list_cell.h"
#include "runtime/shared_memory/shared_memory.h"

namespace mp {

class ShareableList {
 public:
  using Bytes = std::vector<std::byte>;
  /// None, bool, int, float, str and bytes.
  using Item = shared_memory::Item;
  class Reference;
  class Iterator;

  /// Throws as SharedMemory::create.
  static ShareableList create(const std::vector<Item>& items = {});
  static ShareableList create(const std::vector<Item>& items, const std::string& name);
  /// Throws FileNotFoundError, and ValueError when this memory holds no list.
  static ShareableList open(const std::string& name);

  /// The memory, to close() and to unlink(). REQUIRES: no item of a closed list is used.
  SharedMemory& shm() noexcept { return memory_; }
  const SharedMemory& shm() const noexcept { return memory_; }

  std::size_t size() const noexcept { return places_.size(); }
  /// A negative index counts from the end. Throws IndexError.
  Reference operator[](std::ptrdiff_t index) const;
  /// How many items are equal, of the same kind.
  std::size_t count(const Item& item) const;
  /// The place of the first such item. Throws ValueError when there is none.
  std::size_t index(const Item& item) const;
  /// The kinds of the items as the letters of Python's struct, "8sq?".
  std::string format() const;

  Iterator begin() const noexcept;
  Iterator end() const noexcept;

 private:
  struct Header;
  struct Entry;
  struct Place {
    std::size_t entry, rooms;  // from the beginning of the memory
    std::size_t room_bytes;
  };

  explicit ShareableList(SharedMemory memory);
  static std::ptrdiff_t bytes_for(const std::vector<Item>& items) noexcept;
  static ShareableList fill(SharedMemory memory, const std::vector<Item>& items);
  shared_memory::ListCell cell(std::size_t index) const noexcept;

  SharedMemory memory_;
  std::vector<Place> places_;
};

/// One item of a list, of which a value can be had, and which can be set.
class ShareableList::Reference {
 public:
  explicit Reference(shared_memory::ListCell cell) noexcept : cell_(cell) {}
  Reference(const Reference&) noexcept = default;

  Item get() const { return cell_.get(); }
  operator Item() const { return get(); }
  /// Throws ValueError when the item does not fit into the room, and then has changed nothing.
  const Reference& operator=(const Item& item) const {
    cell_.set(item);
    return *this;
  }
  const Reference& operator=(const Reference& other) const { return *this = other.get(); }

  friend bool operator==(const Reference& reference, const Item& item) { return reference.get() == item; }
  friend bool operator==(const Reference& one, const Reference& other) { return one.get() == other.get(); }

 private:
  shared_memory::ListCell cell_;
};

/// Each item as it is when the iterator comes to it.
class ShareableList::Iterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = Item;
  using difference_type = std::ptrdiff_t;
  using pointer = const Item*;
  using reference = Item;

  Iterator(const ShareableList& list, std::size_t index) noexcept : list_(&list), index_(index) {}
  Item operator*() const { return list_->cell(index_).get(); }
  Iterator& operator++() noexcept {
    ++index_;
    return *this;
  }
  Iterator operator++(int) noexcept { return {*list_, index_++}; }
  friend bool operator==(const Iterator&, const Iterator&) = default;

 private:
  const ShareableList* list_;
  std::size_t index_;
};

inline ShareableList::Iterator ShareableList::begin() const noexcept { return {*this, 0}; }
inline ShareableList::Iterator ShareableList::end() const noexcept { return {*this, size()}; }

namespace internal {
template <class... Within>
inline constexpr bool kArchivable<ShareableList, Within...> = true;
}  // namespace internal

/// It travels as its name, as mp::SharedMemory does.
template <>
struct archive::Codec<ShareableList> {
  static void save(Writer& writer, const ShareableList& list);
  static ShareableList load(Reader& reader);
};

}  // namespace mp
