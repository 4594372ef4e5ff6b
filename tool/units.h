// The units of one run: parsed and summarised, remembered from an earlier run, or read from files that such a run wrote.
//
// A file at which Clang or the summary crashes or does not end costs itself alone.
// Thread safety: called from the main thread, when there is no other.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "tool/compile_command.h"
#include "tool/library_names.h"
#include "tool/store/cache_folder.h"
#include "tool/unit_summary.h"

namespace check {

struct Units {
  std::vector<UnitSummary> summaries;
  std::vector<std::string> files;         ///< of the summaries, absolute
  std::vector<std::string> not_analysed;  ///< a sentence for each file that has no summary
  std::size_t remembered = 0;             ///< how many of the files were known from the cache
  bool does_not_parse = false;            ///< one of the sentences is about errors that the compiler found
};

/// How files become units.
struct ParseSettings {
  unsigned jobs = 1;           ///< how many files are parsed at the same time
  bool quiet = false;          ///< progress is not shown
  const UserNames& names;      ///< what the user's own functions mean
  std::chrono::seconds limit;  ///< for one file
};

/// Parses and summarises every command's file; what the compiler says goes to standard error. What `cache`
/// knows is not parsed, and it keeps the others; it may be null.
Units parsed_units(const CompileCommands& commands, const ParseSettings& settings, CacheFolder* cache);

/// Reads what write_unit() wrote. `files` as the user names them, from `folder`.
Units units_in_files(const std::vector<std::string>& files, const std::filesystem::path& folder);

/// Why the file could not be written; empty when it was.
std::string write_unit(const UnitSummary& unit, const std::filesystem::path& file);

}  // namespace check
