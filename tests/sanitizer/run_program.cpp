#include "tests/sanitizer/run_program.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "tests/command/command.h"

namespace sanitized {
namespace {

constexpr const char* kFolder = "tests/sanitizer";
constexpr const char* kBar = "==================\n";

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<Report> split_reports(const std::string& log) {
  std::vector<Report> reports;
  for (std::size_t begin = log.find(kBar); begin != std::string::npos; begin = log.find(kBar, begin)) {
    const std::size_t end = log.find(kBar, begin + 1);
    if (end == std::string::npos) break;
    Report report{.text = log.substr(begin, end - begin), .places = {}};
    const std::regex side("\n  (?:later|earlier): .* at (\\S+?:\\d+)(?::\\d+)?, holding .*\n");
    for (std::sregex_iterator at(report.text.begin(), report.text.end(), side), last; at != last; ++at) {
      report.places.push_back((*at)[1]);
    }
    reports.push_back(report);
    begin = end + 1;
  }
  return reports;
}

std::string mode() {
  const char* const name = std::getenv("SANITIZER");
  if (name == nullptr) throw std::logic_error("SANITIZER does not say whose build of the programs is run");
  return name;
}

}  // namespace

Outcome run(const std::string& program, const Settings& settings) {
  static std::atomic<int> number = 0;  // runs at the same time have logs of their own
  const std::string log_path = testing::TempDir() + program + "." + std::to_string(++number) + ".log";
  std::remove(log_path.c_str());
  command::Options how{.environment = settings.environment, .folder = settings.folder, .limit = std::chrono::seconds(120)};
  how.environment.emplace("RACELAB_OPTIONS", "log_path=" + log_path + ":" + settings.options);
  const std::filesystem::path binary =
      std::filesystem::absolute(std::filesystem::path(kFolder) / (settings.binary + "_" + mode()));
  const command::Outcome outcome = command::run({binary.string(), program}, how);
  Outcome ended{.exit_code = outcome.exit_code,
                .output = outcome.output,
                .errors = outcome.errors,
                .log = read_file(log_path),
                .reports = {}};
  ended.reports = split_reports(ended.log);
  std::smatch total;
  if (std::regex_search(ended.log, total, std::regex("racelab: total process_races=(\\d+) thread_reports=(\\d+)\n$"))) {
    ended.process_races = std::stoi(total[1]);
    ended.thread_reports = std::stoi(total[2]);
  }
  return ended;
}

std::vector<Outcome> run_repeatedly(const std::string& program, int runs, const Settings& settings) {
  std::vector<Outcome> outcomes(static_cast<std::size_t>(runs));
  std::atomic<std::size_t> next = 0;
  const auto take_runs = [&] {
    for (std::size_t i = next++; i < outcomes.size(); i = next++) outcomes[i] = run(program, settings);
  };
  std::vector<std::future<void>> workers;
  for (unsigned i = 0; i < 2 * std::max(1U, std::thread::hardware_concurrency()); ++i)
    workers.push_back(std::async(std::launch::async, take_runs));
  for (std::future<void>& worker : workers) worker.get();
  return outcomes;
}

std::vector<Place> places_marked(const std::string& mark) {
  std::vector<Place> places;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() != ".cpp") continue;
    std::ifstream file(entry.path());
    int number = 0;
    for (std::string line; std::getline(file, line);) {
      ++number;
      if (line.ends_with("// " + mark)) places.push_back(entry.path().string() + ":" + std::to_string(number));
    }
  }
  return places;
}

std::vector<Place> racy_places(const std::string& program) { return places_marked("RACE " + program); }

}  // namespace sanitized
