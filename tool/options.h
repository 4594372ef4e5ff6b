// The command line of racecheck, parsed.
//
//     racecheck [options] FILES [-- compiler flags]
//
// Everything after the first "--" belongs to the compiler. Thread safety: a value type.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tool/output/format.h"

namespace check {

/// What is done with the fixes of findings.
enum class Mending {
  kNone,
  kShow,   ///< --fix-dry-run: as a unified diff
  kApply,  ///< --fix: to the files
};

/// What is done with annotations of what guards what.
enum class Annotating {
  kNone,
  kShow,   ///< --annotate-dry-run: as a unified diff
  kApply,  ///< --annotate: to the files
};

struct Options {
  std::vector<std::string> files;           ///< as typed; together they are one program
  std::vector<std::string> compiler_flags;  ///< what stood after "--"
  std::string database_folder;              ///< -p: where compile_commands.json is; empty when not given
  std::string resource_folder;              ///< --resource-dir: of Clang's own headers; empty when it should be found
  std::optional<Format> format = {};        ///< nothing when not given
  std::string output_file;                  ///< empty: standard output
  std::string config_file;                  ///< --config; empty: the nearest .racecheck
  std::string baseline_file;                ///< --baseline; empty when not given
  bool update_baseline = false;             ///< write what is found into the baseline
  bool quiet = false;                       ///< say only what went wrong about the run
  std::string cache_folder;                 ///< --cache: where summaries are kept between runs; empty: nowhere
  std::string summary_file;   ///< --summarize: write the summary of the one file into this one, and end; empty when not given
  bool merge = false;         ///< the files are summaries, which --summarize wrote
  unsigned jobs = 1;          ///< how many files are parsed at the same time; at least 1
  unsigned time_limit = 600;  ///< --time-limit: for parsing one file, in seconds; at least 1
  std::string checks;         ///< --checks: globs on top of the checks that are on by default; empty when not given
  Mending mending = Mending::kNone;
  Annotating annotating = Annotating::kNone;
  bool list_checks = false;
  std::string explain;  ///< id of a check; empty when not asked for
};

/// The command line asks for no analysis: print `text` and end.
struct Reply {
  std::string text;
  bool is_error;  ///< the command line makes no sense; `text` is one sentence that says what to do
};

std::variant<Options, Reply> parse_options(const std::vector<std::string>& arguments, const std::string& version);

}  // namespace check
