#include "runtime/sanitizer/shadow.h"

#include "runtime/sanitizer/system.h"

namespace race {
namespace {

constexpr std::size_t kPageBytes = 4096;
constexpr std::size_t kGranulesPerPage = kPageBytes / sizeof(Granule);  // of cells
constexpr unsigned kBytesBits = 8;
constexpr unsigned kSidShift = kBytesBits + 2;
constexpr unsigned kEpochShift = kSidShift + 8;
constexpr unsigned kStackBits = 32;
constexpr std::uint64_t kWriteBit = 1U << kBytesBits;
constexpr std::uint64_t kAtomicBit = kWriteBit << 1;

struct Words {
  std::uint64_t when = 0;
  std::uint64_t who = 0;
};

Words pack(const Access& access) {
  return {.when = static_cast<std::uint64_t>(access.epoch) << kEpochShift | std::uint64_t{index(access.sid)} << kSidShift |
                  (access.atomic ? kAtomicBit : 0) | (access.write ? kWriteBit : 0) | access.bytes,
          .who = std::uint64_t{index(access.record)} << kStackBits | static_cast<std::uint32_t>(access.stack)};
}

Access unpack(const Words& words) {
  return {.sid = Sid{static_cast<std::uint8_t>(words.when >> kSidShift)},
          .epoch = Epoch{words.when >> kEpochShift},
          .write = (words.when & kWriteBit) != 0,
          .atomic = (words.when & kAtomicBit) != 0,
          .bytes = static_cast<std::uint8_t>(words.when),
          .record = RecordId{static_cast<std::uint16_t>(words.who >> kStackBits)},
          .stack = StackId{static_cast<std::uint32_t>(words.who)}};
}

unsigned __int128 whole(const Words& words) { return static_cast<unsigned __int128>(words.who) << 64 | words.when; }

// 16 bytes at once: -mcx16 makes this one instruction, in both compilers.
bool swap(void* cell, const Words& expected, const Words& wanted) {
  return __sync_bool_compare_and_swap(static_cast<unsigned __int128*>(cell), whole(expected), whole(wanted));
}

std::uintptr_t round_down(std::uintptr_t value, std::uintptr_t step) { return value / step * step; }
std::uintptr_t round_up(std::uintptr_t value, std::uintptr_t step) { return round_down(value + step - 1, step); }
std::uintptr_t granule_begin(std::uintptr_t address) { return round_down(address, kGranuleBytes); }

}  // namespace

static_assert(sizeof(Cell) == 16 && sizeof(Granule) == 128);

// A word that is still the same after the other was read: then the two belong together, since only the whole cell changes.
std::optional<Access> Cell::load() const {
  for (;;) {
    const std::uint64_t when = when_.load(std::memory_order_acquire);
    if (when == 0) return std::nullopt;
    const std::uint64_t who = who_.load(std::memory_order_acquire);
    if (when_.load(std::memory_order_acquire) == when) return unpack({when, who});
  }
}

bool Cell::replace(const std::optional<Access>& expected, const Access& access) {
  return swap(this, expected ? pack(*expected) : Words{}, pack(access));
}

void Cell::forget(std::uint8_t bytes) {
  for (std::optional<Access> access = load(); access && (access->bytes & bytes) != 0; access = load()) {
    swap(this, pack(*access), Words{});
  }
}

std::optional<Shadow> Shadow::map(const Layout& layout) {
  const std::size_t granules = layout.window_bytes / kGranuleBytes;
  Shadow shadow;
  shadow.window_bytes_ = layout.window_bytes;
  shadow.window_ = layout.window != 0 ? layout.window : reinterpret_cast<std::uintptr_t>(map_shared(layout.window_bytes));
  shadow.cells_ = static_cast<Granule*>(map_shared(granules * sizeof(Granule), layout.cells));
  shadow.marks_ = static_cast<std::atomic<std::uint8_t>*>(map_shared(granules, layout.marks));
  if (shadow.window_ == 0 || shadow.cells_ == nullptr || shadow.marks_ == nullptr) return std::nullopt;
  return shadow;
}

void Shadow::mark(std::uintptr_t begin, std::size_t bytes) const {
  for (std::uintptr_t at = granule_begin(begin); at < begin + bytes; at += kGranuleBytes) {
    marks_[(at - window_) / kGranuleBytes].fetch_or(bytes_in_granule(at, begin, bytes), std::memory_order_release);
  }
}

void Shadow::unmark(std::uintptr_t begin, std::size_t bytes) const {
  for (std::uintptr_t at = granule_begin(begin); at < begin + bytes; at += kGranuleBytes) {
    const auto mine = static_cast<std::uint8_t>(~bytes_in_granule(at, begin, bytes));
    marks_[(at - window_) / kGranuleBytes].fetch_and(mine, std::memory_order_acq_rel);
  }
  forget(begin, begin + bytes);
}

void Shadow::forget(std::uintptr_t begin, std::uintptr_t end) const {
  const std::uintptr_t first_page = round_up(begin, kGranulesPerPage * kGranuleBytes);
  const std::uintptr_t last_page = round_down(end, kGranulesPerPage * kGranuleBytes);
  if (first_page < last_page) {
    zero_pages(&granule(first_page), (last_page - first_page) / kGranuleBytes * sizeof(Granule));
    forget_cells(begin, first_page);
    forget_cells(last_page, end);
  } else {
    forget_cells(begin, end);
  }
}

void Shadow::forget_cells(std::uintptr_t begin, std::uintptr_t end) const {
  for (std::uintptr_t at = granule_begin(begin); at < end; at += kGranuleBytes) {
    for (Cell& cell : granule(at).cells) cell.forget(bytes_in_granule(at, begin, end - begin));
  }
}

std::uint8_t bytes_in_granule(std::uintptr_t address, std::uintptr_t begin, std::size_t bytes) {
  const std::uintptr_t first = granule_begin(address);
  const std::uintptr_t from = begin > first ? begin : first;
  const std::uintptr_t end = begin + bytes < first + kGranuleBytes ? begin + bytes : first + kGranuleBytes;
  if (from >= end) return 0;
  const unsigned count = static_cast<unsigned>(end - from);
  return static_cast<std::uint8_t>(((1U << count) - 1) << (from - first));
}

}  // namespace race
