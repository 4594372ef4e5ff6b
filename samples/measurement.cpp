#include "samples/measurement.h"

#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

namespace samples {
namespace {

/// An empty file that ends with this object.
class TemporaryFile {
 public:
  TemporaryFile() : path_(std::filesystem::temp_directory_path() / "racelab.XXXXXX") {
    const int fd = mkstemp(path_.data());
    if (fd < 0) throw std::system_error(errno, std::generic_category(), "cannot make a file " + path_);
    close(fd);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { unlink(path_.c_str()); }

  const std::string& path() const { return path_; }

  std::string text() const {
    std::ifstream file(path_);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  std::string path_;
};

/// The number after `label`; nothing when it is not there.
std::optional<int> number_after(std::string_view text, std::string_view label) {
  const std::size_t found = text.find(label);
  if (found == text.npos) return std::nullopt;
  text.remove_prefix(found + label.size());
  int number = 0;
  return std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc() ? std::optional(number) : std::nullopt;
}

RunRecord run_once(const std::filesystem::path& program) {
  const TemporaryFile log;
  const Ended ended = run(program, Streams::kCaptured, {{"RACELAB_OPTIONS", "log_path=" + log.path()}});
  return {.final_value = final_of(ended.output),
          .race_reports = race_reports_in(log.text()),
          .exit_code = ended.exit_code,
          .wall_seconds = ended.wall.count(),
          .cpu_seconds = ended.cpu.count()};
}

struct BuiltProgram {
  std::string program;
  Build build;
  std::filesystem::path file;
  std::vector<RunRecord> records = {};
};

}  // namespace

std::optional<int> race_reports_in(std::string_view log) {
  const std::size_t total = log.rfind("racelab: total ");
  if (total == log.npos) return std::nullopt;
  const std::optional<int> of_processes = number_after(log.substr(total), " process_races=");
  const std::optional<int> of_threads = number_after(log.substr(total), " thread_reports=");
  if (!of_processes || !of_threads) return std::nullopt;
  return *of_processes + *of_threads;
}

Comparison measure(const Programs& programs, int runs) {
  std::vector<BuiltProgram> builds;
  for (const std::string program : {"race", "locked"}) {
    builds.push_back({program, Build::kPlain, programs.find(program)});
    builds.push_back({program, Build::kTsan, programs.find(program + "_tsan")});
    builds.push_back({program, Build::kProcsan, programs.find(program + "_procsan")});
  }
  for (int run = 0; run < runs; ++run) {
    for (BuiltProgram& built : builds) built.records.push_back(run_once(built.file));
  }
  Comparison comparison;
  for (const BuiltProgram& built : builds) comparison.builds.push_back(figures_of(built.program, built.build, built.records));
  return comparison;
}

}  // namespace samples
