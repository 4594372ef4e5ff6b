// A compile_commands.json, as CMake, Meson and Bear write it.
//
// Thread safety: pure, but for reading the file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tool/compile_command.h"

namespace check {

struct CompileDatabase {
  std::vector<CompileCommand> commands;  ///< in the file's order; of several commands for one file the first
  std::string problem;                   ///< why the file is of no use; then there are no commands
};

CompileDatabase read_compile_database(const std::filesystem::path& path);

}  // namespace check
