#include "runtime/sanitizer/family/shadow.h"

#include "runtime/sanitizer/system/system.h"

namespace race {
namespace {

constexpr std::size_t kPageBytes = 4096;
constexpr std::size_t kGranulesPerPage = kPageBytes / sizeof(Granule);  // of cells

std::uintptr_t round_down(std::uintptr_t value, std::uintptr_t step) { return value / step * step; }
std::uintptr_t round_up(std::uintptr_t value, std::uintptr_t step) { return round_down(value + step - 1, step); }

}  // namespace

// -mcx16 makes this one instruction, in both compilers; and a full fence.
bool Cell::swap(const CellWords& expected, const CellWords& wanted) {
  return __sync_bool_compare_and_swap(reinterpret_cast<unsigned __int128*>(this), expected.whole(), wanted.whole());
}

std::size_t Shadow::file_bytes(const Layout& layout) { return layout.window_bytes / kGranuleBytes * (sizeof(Granule) + 1); }

std::optional<Shadow> Shadow::map(const Layout& layout) {
  const std::size_t granules = layout.window_bytes / kGranuleBytes;
  const std::size_t cell_bytes = granules * sizeof(Granule);
  Shadow shadow;
  shadow.window_bytes_ = layout.window_bytes;
  shadow.all_from_ = layout.all_from;
  shadow.window_ = layout.window != 0 ? layout.window : reinterpret_cast<std::uintptr_t>(map_shared(layout.window_bytes));
  shadow.cells_ = static_cast<Granule*>(map_shared(cell_bytes, layout.cells, layout.file, layout.file_offset));
  shadow.marks_ =
      static_cast<std::atomic<std::uint8_t>*>(map_shared(granules, layout.marks, layout.file, layout.file_offset + cell_bytes));
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

}  // namespace race
