// A project's configuration: a file .racecheck in the working folder or above it, or what --config names.
//
//     {
//       "checks": "racelab-*,-racelab-over-locked",
//       "baseline": "known_races.json",            // from the folder of this file
//       "names": {"acquire": ["my_lock"], "release": ["my_unlock"]}
//     }
//
// It is JSON with comments: nlohmann-json, which racecheck links anyway, parses it without recursion, so no text can exhaust the
// stack, and tells the line of a mistake; comments hold the reasons. LLVM's YAML parser is recursive. What the command line says
// counts more. Thread safety: value types; the functions are pure, but for the file system.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "tool/library_names.h"
#include "tool/output/format.h"

namespace check {

struct Config {
  std::string checks;    ///< globs; empty when it says nothing
  std::string baseline;  ///< as written; empty when it names none
  std::optional<Format> format;
  UserNames names;  ///< the user's own wrappers of locks, starters and joiners of threads
};

/// The nearest .racecheck in `folder` or above it.
std::optional<std::filesystem::path> find_config(const std::filesystem::path& folder);

/// From the text of a file; otherwise a sentence's part that says what is wrong with it and what would be right.
std::variant<Config, std::string> parse_config(const std::string& text);

}  // namespace check
