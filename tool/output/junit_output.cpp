#include "tool/output/junit_output.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "tool/output/text_output.h"
#include "tool/output/utf8.h"

namespace check {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

std::string_view escaped(std::string_view character) {
  switch (character.front()) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\n':
      return "&#10;";  // in an attribute a bare one would be read as a space
    case '\t':
      return "&#9;";
    default:
      break;
  }
  const bool is_control = static_cast<unsigned char>(character.front()) < 0x20;
  const bool is_no_character = character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF";  // U+FFFE, U+FFFF
  return is_control || is_no_character ? kReplacement : character;
}

std::string xml(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t bytes = character_bytes(text);
    result += bytes == 0 ? kReplacement : escaped(text.substr(0, bytes));
    text.remove_prefix(std::max<std::size_t>(1, bytes));
  }
  return result;
}

using Case = std::pair<std::string, std::string>;  // file as it is shown, check
using Cases = std::map<Case, std::vector<Finding>>;

Cases cases_of(std::span<const Finding> findings, const RunReport& run, const SourceText& source) {
  Cases cases;
  for (const std::string& file : run.analysed) {
    for (const std::string_view check : run.checks) cases[{source.shown_path(file), std::string(check)}];
  }
  for (const Finding& finding : findings) cases[{source.shown_path(finding.first.place.file), finding.rule}].push_back(finding);
  return cases;
}

std::string test_case(const Case& name, const std::vector<Finding>& findings, SourceText& source) {
  const std::string head = fmt::format("    <testcase classname=\"{}\" name=\"{}\"", xml(name.first), xml(name.second));
  if (findings.empty()) return head + "/>\n";
  const std::string more = findings.size() == 1 ? "" : fmt::format(" (and {} more)", findings.size() - 1);
  return fmt::format("{}>\n      <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>\n", head, xml(name.second),
                     xml(findings.front().message + more), xml(text_output(findings, source, Colour::kNever)));
}

}  // namespace

std::string junit_output(std::span<const Finding> findings, const RunReport& run, SourceText& source) {
  const Cases cases = cases_of(findings, run, source);
  const auto failed = std::ranges::count_if(cases, [](const auto& entry) { return !entry.second.empty(); });
  const std::size_t errors = run.not_analysed.size();
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  text += fmt::format("  <testsuite name=\"racecheck\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n", cases.size() + errors,
                      failed, errors);
  for (const auto& [name, found] : cases) text += test_case(name, found, source);
  for (const std::string& sentence : run.not_analysed) {
    text += fmt::format("    <testcase classname=\"racecheck\" name=\"{0}\">\n      <error message=\"{0}\"/>\n    </testcase>\n",
                        xml(sentence));
  }
  return text + "  </testsuite>\n</testsuites>\n";
}

}  // namespace check
