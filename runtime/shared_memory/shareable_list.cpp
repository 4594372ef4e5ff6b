#include "runtime/shared_memory/shareable_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <utility>

#include "runtime/error.h"

namespace mp {

using shared_memory::ListCell;
using shared_memory::room_for;

// In the memory: a header, an entry for each item, and the rooms, two for each item, in the same order.

struct ShareableList::Header {
  static constexpr std::uint64_t kMark = 0x6c'69'73'74'72'61'63'65;  // "racelist"

  std::uint64_t mark;  // written last, when the list is whole
  std::uint64_t count;
};

struct ShareableList::Entry {
  std::uint64_t word;
  std::uint64_t room_bytes;
};

namespace {

constexpr std::size_t kAlignment = 8;

[[noreturn]] void throw_no_list(const SharedMemory& memory) {
  throw ValueError(fmt::format("shared memory '{}' holds no ShareableList of this program, or is not filled yet", memory.name()));
}

/// The letters of Python's struct for what is in a place.
std::string letters(const ShareableList::Item& item, std::size_t room_bytes) {
  switch (item.index()) {
    case 0:
      return "xxxxxx?x";
    case 1:
      return "xxxxxxx?";
    case 2:
      return "q";
    case 3:
      return "d";
  }
  return fmt::format("{}s", room_bytes);
}

}  // namespace

ShareableList ShareableList::create(const std::vector<Item>& items) {
  return fill(SharedMemory::create(bytes_for(items)), items);
}

ShareableList ShareableList::create(const std::vector<Item>& items, const std::string& name) {
  return fill(SharedMemory::create(bytes_for(items), name), items);
}

ShareableList ShareableList::open(const std::string& name) { return ShareableList(SharedMemory::open(name)); }

std::ptrdiff_t ShareableList::bytes_for(const std::vector<Item>& items) noexcept {
  std::size_t bytes = sizeof(Header) + items.size() * sizeof(Entry);
  for (const Item& item : items) bytes += 2 * room_for(item);
  return static_cast<std::ptrdiff_t>(bytes);
}

ShareableList ShareableList::fill(SharedMemory memory, const std::vector<Item>& items) {
  auto& header = *reinterpret_cast<Header*>(memory.buf().data());
  auto* const entries = reinterpret_cast<Entry*>(&header + 1);
  header.count = items.size();
  auto* rooms = reinterpret_cast<std::uint64_t*>(entries + items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::size_t room_bytes = room_for(items[i]);
    entries[i].room_bytes = room_bytes;
    ListCell(entries[i].word, rooms, room_bytes).set(items[i]);
    rooms += 2 * room_bytes / sizeof *rooms;
  }
  std::atomic_ref(header.mark).store(Header::kMark, std::memory_order_release);
  return ShareableList(std::move(memory));
}

ShareableList::ShareableList(SharedMemory memory) : memory_(std::move(memory)) {
  const std::span<std::byte> buf = memory_.buf();
  if (buf.size() < sizeof(Header)) throw_no_list(memory_);
  auto& header = *reinterpret_cast<Header*>(buf.data());
  if (std::atomic_ref(header.mark).load(std::memory_order_acquire) != Header::kMark) throw_no_list(memory_);
  std::size_t left = buf.size() - sizeof(Header);
  if (header.count > left / sizeof(Entry)) throw_no_list(memory_);
  left -= header.count * sizeof(Entry);
  const auto* const entries = reinterpret_cast<const Entry*>(&header + 1);
  for (std::size_t i = 0; i < header.count; ++i) {
    const std::size_t room_bytes = entries[i].room_bytes;
    if (room_bytes % kAlignment != 0 || room_bytes > left / 2) throw_no_list(memory_);
    places_.push_back({sizeof(Header) + i * sizeof(Entry), buf.size() - left, room_bytes});
    left -= 2 * room_bytes;
  }
}

ListCell ShareableList::cell(std::size_t index) const noexcept {
  std::byte* const begin = memory_.buf().data();
  const Place& place = places_[index];
  return ListCell(reinterpret_cast<Entry*>(begin + place.entry)->word, reinterpret_cast<std::uint64_t*>(begin + place.rooms),
                  place.room_bytes);
}

ShareableList::Reference ShareableList::operator[](std::ptrdiff_t index) const {
  const auto count = static_cast<std::ptrdiff_t>(size());
  if (index < -count || index >= count) {
    throw IndexError(fmt::format("index {} is out of range: this ShareableList has {} items", index, count));
  }
  return Reference(cell(static_cast<std::size_t>(index < 0 ? index + count : index)));
}

std::size_t ShareableList::count(const Item& item) const { return static_cast<std::size_t>(std::count(begin(), end(), item)); }

std::size_t ShareableList::index(const Item& item) const {
  for (std::size_t place = 0; place < size(); ++place) {
    if (cell(place).get() == item) return place;
  }
  throw ValueError("this item is not in the ShareableList; count() tells that without an exception");
}

std::string ShareableList::format() const {
  std::string all;
  for (std::size_t i = 0; i < size(); ++i) all += letters(cell(i).get(), places_[i].room_bytes);
  return all;
}

void archive::Codec<ShareableList>::save(Writer& writer, const ShareableList& list) { archive::save(writer, list.shm()); }

ShareableList archive::Codec<ShareableList>::load(Reader& reader) {
  return ShareableList::open(archive::load<std::string>(reader));
}

}  // namespace mp
