#include "runtime/sanitizer/family/foreign_memory.h"

namespace race {
namespace {

constexpr std::size_t kPageBytes = 4096;
constexpr std::size_t kLeastForFile = std::size_t{16} << 20;  // a file may grow; address space costs nothing

std::size_t whole_pages(std::size_t bytes) { return (bytes + kPageBytes - 1) / kPageBytes * kPageBytes; }

}  // namespace

void ForeignMemory::open(std::uintptr_t begin, std::size_t bytes) {
  until_.store(begin);
  end_ = begin + bytes;
}

std::uintptr_t ForeignMemory::place(std::size_t bytes) {
  std::uintptr_t begin = until_.load();
  do {
    if (whole_pages(bytes) > end_ - begin) return 0;
  } while (!until_.compare_exchange_weak(begin, begin + whole_pages(bytes)));
  return begin;
}

std::uintptr_t ForeignMemory::place(FileId file, std::size_t file_bytes, std::size_t offset, std::size_t bytes) {
  SpinGuard guard(lock_);
  if (!guard.held) return 0;
  for (File& entry : files_) {
    if (entry.begin.load() == 0) {
      const std::size_t wanted = offset + bytes > file_bytes ? offset + bytes : file_bytes;
      entry.id = file;
      entry.bytes = whole_pages(2 * wanted > kLeastForFile ? 2 * wanted : kLeastForFile);
      entry.begin.store(place(entry.bytes));
    }
    if (entry.begin.load() == 0) return 0;
    if (entry.id == file) return offset + bytes <= entry.bytes ? entry.begin.load() + offset : 0;
  }
  return 0;
}

void ForeignMemory::note(const Mapping& mapping) {
  Noted& place = mappings_[noted_.fetch_add(1) % kMappings];
  place.whole.store(false, std::memory_order_relaxed);
  place.mapping = mapping;
  place.whole.store(true, std::memory_order_release);
}

std::optional<Mapping> ForeignMemory::find(std::uintptr_t address) const {
  for (const Noted& noted : mappings_) {
    if (!noted.whole.load(std::memory_order_acquire)) continue;
    if (address - noted.mapping.begin < noted.mapping.bytes) return noted.mapping;
  }
  return std::nullopt;
}

}  // namespace race
