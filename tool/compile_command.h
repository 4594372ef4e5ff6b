// How one source file is compiled: made from its name and the user's flags, or taken from a compile_commands.json.
//
// Thread safety: value types; the functions are pure but for reading the file system.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tool/options.h"

namespace check {

struct CompileCommand {
  std::string shown;                   ///< the file as the user named it, or relative to the working folder
  std::filesystem::path file;          ///< absolute
  std::filesystem::path folder;        ///< where the compiler would run
  std::vector<std::string> arguments;  ///< the whole command line, the compiler's name first
  bool from_database = false;          ///< `folder` is the database's: names are relative to it, and not to the working folder
};

/// What every command gets, found or given.
struct Defaults {
  std::filesystem::path resource_folder;
  std::filesystem::path runtime_headers;  ///< empty when the runtime is not there
};

/// The commands of one run, and what could not become one.
struct CompileCommands {
  std::vector<CompileCommand> commands;
  std::vector<std::string> problems;  ///< a sentence for each file that cannot be checked, or for the whole database
  std::string flags_from;             ///< in words: "C++20", "C++20 and C17", "build/compile_commands.json"
};

/// One command for each of the options' files, or for all files of the compile database when it is asked for and no file is
/// named. A file that is named twice is taken once. `folder` is the working folder.
CompileCommands compile_commands(const Options& options, const Defaults& defaults, const std::filesystem::path& folder);

}  // namespace check
