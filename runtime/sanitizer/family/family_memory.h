// The memory of a family, at the same addresses in all of its processes, also in those that execute another program.
//
// It is one file of memory. A descriptor of it stays open in every process; no exec closes it, and it is high, out of the
// program's way. Who finds that its parent's copy was closed for it opens it anew through /proc.
//
// Thread safety: one thread, before main.
#pragma once

#include <sys/types.h>

#include <optional>

#include "runtime/sanitizer/family/exec_letter.h"
#include "runtime/sanitizer/family/family.h"
#include "runtime/sanitizer/family/shadow.h"

namespace race {

struct FamilyMemory {
  Family* family = nullptr;
  std::optional<Shadow> shadow;
  int file = -1;  ///< -1: memory without a file, where the system allows none; a program that is executed is a family of its own
  ino_t inode = 0;
};

/// Where it is to lie: `shadow` without its file.
struct FamilyPlace {
  std::uintptr_t family;
  Shadow::Layout shadow;
};

/// Of a new family. Nothing when the system refuses the address space.
std::optional<FamilyMemory> make_family(const FamilyPlace& place);
/// Of the family that the letter is from. Nothing when it is not to be had, is another version's, or has no such process.
std::optional<FamilyMemory> join_family(const FamilyPlace& place, const ExecLetter& letter);

}  // namespace race
