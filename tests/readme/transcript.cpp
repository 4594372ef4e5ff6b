#include "tests/readme/transcript.h"

#include <cstddef>
#include <fstream>
#include <regex>
#include <sstream>

namespace readme {
namespace {

constexpr std::string_view kAnything = "...";
constexpr std::string_view kFence = "```";

bool line_matches(std::string_view expected, std::string_view actual) {
  const std::size_t gap = expected.find(kAnything);
  if (gap == std::string_view::npos) return expected == actual;
  if (!actual.starts_with(expected.substr(0, gap))) return false;
  const std::string_view rest = expected.substr(gap + kAnything.size());
  for (std::size_t at = gap; at <= actual.size(); ++at) {
    if (line_matches(rest, actual.substr(at))) return true;
  }
  return false;
}

bool matches_from(const std::vector<std::string>& expected, std::size_t e, const std::vector<std::string>& actual,
                  std::size_t a) {
  if (e == expected.size()) return a == actual.size();
  if (expected[e] == kAnything) {
    for (std::size_t skipped = a; skipped <= actual.size(); ++skipped) {
      if (matches_from(expected, e + 1, actual, skipped)) return true;
    }
    return false;
  }
  return a < actual.size() && line_matches(expected[e], actual[a]) && matches_from(expected, e + 1, actual, a + 1);
}

/// The lines as any other run would print them: each number is 0, each gap one space.
void forget_numbers(std::vector<std::string>& lines) {
  static const std::regex number("[0-9]+(\\.[0-9]+)?");
  static const std::regex gap("  +");
  for (std::string& line : lines) line = std::regex_replace(std::regex_replace(line, number, "0"), gap, " ");
}

}  // namespace

std::string read_file(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::vector<std::string> words_of(const std::string& command) {
  std::istringstream stream(command);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::vector<Step> steps_of(std::string_view page) {
  std::vector<Step> steps;
  bool inside = false;
  bool varies = false;
  for (const std::string& line : lines_of(page)) {
    if (line.starts_with(kFence)) {
      varies = line == "```console varies";
      inside = varies || line == "```console";
    } else if (inside && line.starts_with("$ ")) {
      steps.push_back({line.substr(2), {}, varies});
    } else if (inside && !steps.empty()) {
      steps.back().expected.push_back(line);
    }
  }
  return steps;
}

std::string first_block(std::string_view page, std::string_view language) {
  std::string body;
  bool inside = false;
  for (const std::string& line : lines_of(page)) {
    if (inside && line == kFence) return body;
    if (inside) body += line + "\n";
    if (line == std::string(kFence).append(language)) inside = true;
  }
  return "";
}

bool matches(const Step& step, std::vector<std::string> actual) {
  std::vector<std::string> expected = step.expected;
  if (step.varies) {
    forget_numbers(expected);
    forget_numbers(actual);
  }
  return matches_from(expected, 0, actual, 0);
}

}  // namespace readme
