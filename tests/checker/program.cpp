#include "tests/checker/program.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace checker {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kProgramFolder = ".program";
constexpr std::string_view kNotRun = "// NOT RUN: ";

bool is_source(const fs::path& path) { return path.extension() == ".c" || path.extension() == ".cpp"; }

/// What stands behind the last "// " of the line.
std::string_view last_comment(std::string_view line) {
  const std::size_t at = line.rfind("// ");
  return at == std::string_view::npos ? std::string_view() : line.substr(at + 3);
}

/// "FALSE ALARM: why" and "MISSED: why" must say why.
bool says_why(std::string_view comment, std::string_view word) {
  return comment.starts_with(word) && comment.substr(word.size()).starts_with(": ") && comment.size() > word.size() + 2;
}

std::optional<Promise> promise_of(std::string_view line) {
  const std::string_view comment = last_comment(line);
  if (comment == "RACE") return Promise::kRace;
  if (comment == "FINDING") return Promise::kMistake;
  if (comment == "NO RACE" || comment == "NO FINDING") return Promise::kNoRace;
  if (says_why(comment, "FALSE ALARM")) return Promise::kFalseAlarm;
  if (says_why(comment, "MISSED")) return Promise::kMissed;
  for (const std::string_view word : {"RACE", "FINDING", "NO RACE", "NO FINDING", "FALSE ALARM", "MISSED"})
    if (comment.starts_with(word)) throw std::runtime_error("misspelt annotation: " + std::string(line));
  return std::nullopt;
}

void read_lines(const fs::path& file, Program& program) {
  std::ifstream stream(file);
  unsigned number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    if (const auto promise = promise_of(line)) program.promises[{file.string(), number}] = *promise;
    if (line.starts_with(kNotRun)) program.not_run = line.substr(kNotRun.size());
    if (line.find("\"runtime/mp.h\"") != std::string::npos) program.not_run = "it needs the runtime";
    if (line.find("fork()") != std::string::npos) program.not_run = "ThreadSanitizer does not look across processes";
  }
}

Program read_program(const fs::path& path, const fs::path& root) {
  Program program{root.filename().string(), path.lexically_relative(root).string(), path, {}, {}, ""};
  if (is_source(path)) {
    program.sources = {path};
    read_lines(path, program);
    return program;
  }
  for (const auto& entry : fs::directory_iterator(path)) {
    if (is_source(entry.path())) program.sources.push_back(entry.path());
    read_lines(entry.path(), program);
  }
  std::ranges::sort(program.sources);
  return program;
}

}  // namespace

std::vector<Program> programs_of(const std::string& check_folder) {
  const fs::path root = fs::path("tests/checker") / check_folder;
  std::vector<Program> programs;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::recursive_directory_iterator(); ++entry) {
    const bool is_folder = entry->path().extension() == kProgramFolder;
    if (is_folder) entry.disable_recursion_pending();
    if (is_folder || is_source(entry->path())) programs.push_back(read_program(entry->path(), root));
  }
  std::ranges::sort(programs, {}, &Program::name);
  return programs;
}

std::vector<Program> all_programs() {
  std::vector<Program> all;
  for (const auto& entry : fs::directory_iterator("tests/checker")) {
    if (!entry.is_directory()) continue;
    for (Program& program : programs_of(entry.path().filename().string())) all.push_back(std::move(program));
  }
  std::ranges::sort(all, {}, [](const Program& program) { return std::pair(program.check, program.name); });
  return all;
}

std::string rule_of(const Program& program) {
  std::string rule = "racelab-" + program.check;
  std::ranges::replace(rule, '_', '-');
  return rule;
}

bool is_racy(const Program& program) { return program.path.stem().string().ends_with("_racy"); }

bool is_wrong(const Program& program) { return is_racy(program) || program.path.stem().string().ends_with("_wrong"); }

std::string sibling_of(const std::string& name) {
  for (const std::string_view wrong : {"_racy.", "_wrong."}) {
    const std::size_t at = name.rfind(wrong);
    if (at != std::string::npos) return std::string(name).replace(at, wrong.size(), "_clean.");
  }
  return "";
}

std::vector<Line> lines_with(const Program& program, Promise promise) {
  std::vector<Line> lines;
  for (const auto& [line, promised] : program.promises)
    if (promised == promise) lines.push_back(line);
  return lines;
}

std::string test_name(const Program& program) {
  std::string name = program.check + "_" + program.name;
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
}

}  // namespace checker
