#include "tool/output/github_output.h"

#include <fmt/core.h>

#include "tool/checks/check.h"
#include "tool/output/utf8.h"
#include "tool/output/wording.h"

namespace check {
namespace {

/// The text of a command: a line end would end the command, and '%' begins an escape.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool is_special = c == '%' || c == '\r' || c == '\n';
    result += is_special ? fmt::format("%{:02X}", c) : std::string(1, c);
  }
  return result;
}

/// The value of a property: ':' and ',' would end it.
std::string escaped_property(std::string_view text) {
  std::string result;
  for (const char c : escaped(text)) result += c == ':' ? "%3A" : c == ',' ? "%2C" : std::string(1, c);
  return result;
}

std::string side(std::string_view which, const AccessReport& access, const SourceText& source) {
  std::string text = fmt::format("\n{}: {} at {}", which, access_sentence(access, source), shown_place(access.place, source));
  for (const CallStep& step : access.call_path)
    text += fmt::format("\n{}: {} at {}", which, step_sentence(step), shown_place(step.place, source));
  return text;
}

std::string_view command_for(const Finding& finding) {
  const Check* check = find_check(finding.rule);
  return check != nullptr && check->severity == Severity::kRemark ? "notice" : "warning";
}

std::string annotation(const Finding& finding, SourceText& source) {
  const Place& place = finding.first.place;
  const std::size_t column = 1 + code_points(source.line(place.file, place.line), place.column - 1);
  std::string text = finding.message + side(first_side(finding), finding.first, source);
  if (finding.second) text += side(second_side(finding), *finding.second, source);
  if (!finding.why_parallel.empty()) text += "\nthey may run in parallel: " + finding.why_parallel;
  return fmt::format("::{} file={},line={},col={},title={}::{}\n", command_for(finding),
                     escaped_property(source.shown_path(place.file)), place.line, column, escaped_property(finding.rule),
                     escaped(text));
}

}  // namespace

std::string github_output(std::span<const Finding> findings, const RunReport& run, SourceText& source) {
  std::string text;
  for (const Finding& finding : findings) text += annotation(finding, source);
  for (const Note& note : run.notes) {
    const std::string line = note.place.line == 0 ? "" : fmt::format("line={},", note.place.line);
    text += fmt::format("::notice file={},{}title={}::{}\n", escaped_property(source.shown_path(note.place.file)), line,
                        escaped_property(note.rule), escaped(note.message));
  }
  for (const std::string& sentence : run.not_analysed) text += "::error::" + escaped("not analysed: " + sentence) + '\n';
  return text;
}

}  // namespace check
