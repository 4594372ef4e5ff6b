// The annotated programs below tests/checker/<check>/, and what their lines promise.
//
// A program is one source file, or a folder NAME.program with all sources in it. Its name ends in _clean, or in what is wrong
// with it: _racy, or _wrong if it has a mistake that is no data race. Each has a sibling of the other kind. README.md tells the
// words that may stand at the end of a line.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace checker {

enum class Promise {
  kRace,        ///< RACE: a real race, which must be reported
  kMistake,     ///< FINDING: a real mistake that is no data race, which must be reported
  kNoRace,      ///< NO RACE, NO FINDING: must stay silent
  kFalseAlarm,  ///< FALSE ALARM: reported although harmless, and we know it
  kMissed,      ///< MISSED: a race or a mistake that is not reported, and we know it
};

struct Line {
  std::string file;  ///< relative to the workspace, as findings show it
  unsigned number = 0;

  friend auto operator<=>(const Line&, const Line&) = default;
};

struct Program {
  std::string check;                           ///< "unguarded_update": its check's folder
  std::string name;                            ///< "threads/pthread_racy.c", below that folder
  std::filesystem::path path;                  ///< the file or the folder, relative to the workspace
  std::vector<std::filesystem::path> sources;  ///< what is given to racecheck and to a compiler, sorted
  std::map<Line, Promise> promises;
  std::string not_run;  ///< why it cannot be executed under ThreadSanitizer; empty when it can
};

/// The programs of one check, sorted by name. REQUIRES: the working folder is the workspace's (as in a Bazel test).
/// Throws std::runtime_error for a line whose annotation is misspelt.
std::vector<Program> programs_of(const std::string& check_folder);

/// Those of all checks, sorted by check and name.
std::vector<Program> all_programs();

/// "racelab-unguarded-update": the rule that the program is about.
std::string rule_of(const Program& program);

/// Whether the name says that the program has a race.
bool is_racy(const Program& program);

/// Whether the name says that the program has a mistake, a race or another.
bool is_wrong(const Program& program);

/// The name of the program that differs only in the mistake.
std::string sibling_of(const std::string& name);

/// The lines with one promise.
std::vector<Line> lines_with(const Program& program, Promise promise);

/// A name that GoogleTest accepts for a test case: letters, digits and underscores. Check and name are in it.
std::string test_name(const Program& program);

}  // namespace checker
