// Runs one of the programs under the sanitizer and reads what it reported.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace sanitized {

/// "tests/sanitizer/updates.cpp:24"
using Place = std::string;

struct Report {
  std::string text;
  std::vector<Place> places;  ///< of the later access, then of the earlier one
};

struct Outcome {
  int exit_code = -1;
  std::string output;
  std::string errors;  ///< what the processes wrote to stderr; reports go to the log
  std::string log;
  std::vector<Report> reports;  ///< of races between processes, in the log
  int process_races = -1;       ///< as the last line of the log counts them; -1 without that line
  int thread_reports = -1;
};

struct Settings {
  std::string options = {};                             ///< added to RACELAB_OPTIONS, unless `environment` sets it
  std::map<std::string, std::string> environment = {};  ///< set on top of the test's own
  std::string folder = {};                              ///< working folder; the test's own when empty
  std::string binary = "programs";                      ///< which holds the program
};

/// Takes the program's build of the mode that the environment's SANITIZER names: "tsan" or "procsan". REQUIRES: it is in the
/// test's data.
Outcome run(const std::string& program, const Settings& settings = {});

/// As many runs of the program, two at a time on each processor: most of a run is waiting.
std::vector<Outcome> run_repeatedly(const std::string& program, int runs, const Settings& settings = {});

/// The lines of the programs that end with that comment.
std::vector<Place> places_marked(const std::string& mark);
/// Those that are part of a race of `program`: // RACE program
std::vector<Place> racy_places(const std::string& program);

}  // namespace sanitized
