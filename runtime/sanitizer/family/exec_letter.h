// What a process leaves, in an environment variable, to the program that it executes: where the family's memory is to be had, and
// who it is. With it a child by posix_spawn, and a process that executes another instrumented program, stay in the family.
//
// Thread and signal safety: no state.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "runtime/sanitizer/family/process_table.h"
#include "runtime/sanitizer/system/ids.h"

namespace race {

struct ExecLetter {
  static constexpr std::string_view kVariable = "RACELAB_FAMILY";
  static constexpr std::size_t kBytes = 100;  ///< of the longest one, with the variable's name and a zero

  int file = -1;      ///< the descriptor of the family's memory
  ino_t inode = 0;    ///< of that memory: the descriptor may be another file's by now
  pid_t parent = 0;   ///< who wrote this, and has the file open
  pid_t root = 0;     ///< who has it open, too
  Identity identity;  ///< of the process that executes the program

  bool operator==(const ExecLetter&) const = default;
};

/// "RACELAB_FAMILY=..." and a zero. REQUIRES: ExecLetter::kBytes bytes.
void write_letter(const ExecLetter& letter, std::span<char> out);
/// The variable's value; nothing where it is none.
std::optional<ExecLetter> read_letter(std::string_view value);

}  // namespace race
