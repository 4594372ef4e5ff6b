#include "runtime/sanitizer/family/family_memory.h"

#include <new>

#include "runtime/sanitizer/system/system.h"
#include "runtime/sanitizer/system/text.h"

namespace race {
namespace {

constexpr std::size_t kPageBytes = 4096;
constexpr std::size_t kFamilyBytes = (sizeof(Family) + kPageBytes - 1) / kPageBytes * kPageBytes;

// Two programs that were built with different versions of this do not understand each other. To be raised with each change of
// what lies in the family's memory.
constexpr std::uint64_t kVersion = std::uint64_t{1} << 56 | sizeof(Family);

std::optional<FamilyMemory> map(const FamilyPlace& place, int file) {
  FamilyMemory memory;
  memory.file = file;
  memory.family = static_cast<Family*>(map_shared(kFamilyBytes, place.family, file, 0));
  if (memory.family == nullptr) return std::nullopt;
  Shadow::Layout layout = place.shadow;
  layout.file = file;
  layout.file_offset = kFamilyBytes;
  memory.shadow = Shadow::map(layout);
  const std::optional<FileStatus> status = file_status(file);
  if (status) memory.inode = status->inode;
  if (!memory.shadow) unmap(memory.family, kFamilyBytes);
  return memory.shadow ? std::optional(memory) : std::nullopt;
}

bool is_of_family(int file, const ExecLetter& letter) {
  const std::optional<FileStatus> status = file_status(file);
  return status && status->inode == letter.inode && status->bytes > kFamilyBytes;
}

/// Its own descriptor, or that of who is still there.
int open_memory(const ExecLetter& letter) {
  if (is_of_family(letter.file, letter)) return letter.file;
  for (const pid_t owner : {letter.parent, letter.root}) {
    char path[100] = {};
    Text(path) << "/proc/" << static_cast<std::uint64_t>(owner) << "/fd/" << static_cast<std::uint64_t>(letter.file);
    const int file = open_memory_file(path);
    if (file >= 0 && is_of_family(file, letter)) return file;
    if (file >= 0) close_file(file);
  }
  return -1;
}

bool has_process(const Family& family, const ExecLetter& letter) {
  return family.version == kVersion && family.processes.is_taken_by(letter.identity, process_id(), parent_id());
}

}  // namespace

std::optional<FamilyMemory> make_family(const FamilyPlace& place) {
  std::optional<FamilyMemory> memory = map(place, make_memory_file(kFamilyBytes + Shadow::file_bytes(place.shadow)));
  if (memory) memory->family->version = kVersion;
  return memory;
}

// The first page says whether the rest is to be understood.
std::optional<FamilyMemory> join_family(const FamilyPlace& place, const ExecLetter& letter) {
  const int file = open_memory(letter);
  if (file < 0) return std::nullopt;
  auto* const family = static_cast<Family*>(map_shared(kFamilyBytes, 0, file, 0));
  const bool mine = family != nullptr && has_process(*family, letter);
  if (family != nullptr) unmap(family, kFamilyBytes);
  std::optional<FamilyMemory> memory = mine ? map(place, file) : std::nullopt;
  if (!memory) close_file(file);
  return memory;
}

}  // namespace race
