#include "tool/fix/includes.h"

#include <vector>

namespace check {
namespace {

struct Include {
  std::size_t begin;
  std::size_t end;  ///< where the next line begins
  std::string header;
  int depth;  ///< of #if around it
};

std::string_view without_blanks(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  return begin == std::string_view::npos ? std::string_view() : line.substr(begin);
}

/// "include <mutex>" of "#  include <mutex>"; empty when the line is no directive.
std::string_view directive_of(std::string_view line) {
  line = without_blanks(line);
  return line.starts_with('#') ? without_blanks(line.substr(1)) : std::string_view();
}

std::string header_of(std::string_view directive) {
  directive = without_blanks(directive.substr(std::string_view("include").size()));
  if (directive.empty()) return "";
  const std::size_t close = directive.find(directive.front() == '<' ? '>' : '"', 1);
  return std::string(directive.substr(0, close == std::string_view::npos ? close : close + 1));
}

struct Scan {
  std::vector<Include> includes;
  std::size_t top = 0;  ///< behind the comment that opens the file
};

Scan scan(std::string_view text) {
  Scan result;
  int depth = 0;
  bool opening = true;
  bool in_comment = false;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t newline = text.find('\n', begin);
    const std::size_t end = newline == std::string_view::npos ? text.size() : newline + 1;
    const std::string_view line = without_blanks(text.substr(begin, end - begin));
    const std::string_view directive = directive_of(line);
    if (directive.starts_with("if")) ++depth;
    if (directive.starts_with("endif")) --depth;
    if (directive.starts_with("include")) result.includes.push_back({begin, end, header_of(directive), depth});
    in_comment = in_comment || line.starts_with("/*");
    const bool is_comment = in_comment || line.starts_with("//") || directive.starts_with("pragma once");
    if (in_comment && line.find("*/") != std::string_view::npos) in_comment = false;
    opening = opening && is_comment;
    if (opening) result.top = end;
    begin = end;
  }
  return result;
}

}  // namespace

std::optional<Edit> inclusion(const std::string& file, std::string_view text, const std::string& header) {
  const Scan found = scan(text);
  int least = 1000;
  for (const Include& include : found.includes) {
    if (include.header == header) return std::nullopt;
    least = std::min(least, include.depth);
  }
  const Include* before = nullptr;
  const Include* first_library = nullptr;
  const Include* last = nullptr;
  for (const Include& include : found.includes) {
    if (include.depth != least) continue;
    last = &include;
    // A header of the program's own stands behind all others.
    if (!include.header.starts_with('<') || !header.starts_with('<')) continue;
    if (first_library == nullptr) first_library = &include;
    const bool both_c = include.header.ends_with(".h>") == header.ends_with(".h>");
    if (include.header < header && (both_c || before == nullptr)) before = &include;
  }
  const std::string line = "#include " + header + "\n";
  if (before != nullptr) return Edit{file, before->end, 0, line};
  if (first_library != nullptr && !first_library->header.ends_with(".h>")) return Edit{file, first_library->begin, 0, line};
  if (first_library != nullptr) return Edit{file, last->end, 0, line};
  const bool is_like_last = last != nullptr && last->header.front() == header.front();
  if (last != nullptr) return Edit{file, last->end, 0, is_like_last ? line : "\n" + line};
  return Edit{file, found.top, 0, (found.top > 0 ? "\n" : "") + line + (found.top > 0 ? "" : "\n")};
}

}  // namespace check
