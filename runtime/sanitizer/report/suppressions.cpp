#include "runtime/sanitizer/report/suppressions.h"

namespace race {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

/// Calls `use` with each line that says something, until it returns true; and returns that line.
template <class Use>
std::string_view find_line(std::string_view text, Use use) {
  while (!text.empty()) {
    const std::string_view whole = text.substr(0, text.find('\n'));
    text.remove_prefix(whole.size() < text.size() ? whole.size() + 1 : whole.size());
    const std::string_view line = trimmed(whole);
    if (!line.empty() && !line.starts_with('#') && use(line)) return line;
  }
  return {};
}

/// The part of `pattern` before its first star, and the rest behind it.
std::string_view take_part(std::string_view& pattern) {
  const std::string_view part = pattern.substr(0, pattern.find('*'));
  pattern.remove_prefix(part.size() < pattern.size() ? part.size() + 1 : part.size());
  return part;
}

bool occurs_in(std::string_view pattern, const SymbolizedStack& stack) {
  for (const Frame& frame : stack.frames()) {
    if (occurs(pattern, frame.function) || occurs(pattern, frame.file)) return true;
  }
  return false;
}

}  // namespace

bool occurs(std::string_view pattern, std::string_view name) {
  if (pattern.empty() || name.empty()) return false;
  bool at_begin = pattern.starts_with('^');
  if (at_begin) pattern.remove_prefix(1);
  const bool at_end = pattern.ends_with('$');
  if (at_end) pattern.remove_suffix(1);
  const bool ends_with_star = pattern.ends_with('*');
  std::string_view last;
  while (!pattern.empty()) {
    last = take_part(pattern);
    const bool is_last = pattern.empty() && at_end && !ends_with_star;
    const std::size_t found =
        is_last ? (name.ends_with(last) ? name.size() - last.size() : std::string_view::npos) : name.find(last);
    if (found == std::string_view::npos || (at_begin && found != 0)) return false;
    name.remove_prefix(found + last.size());
    at_begin = false;
  }
  return true;
}

std::string_view Suppressions::wrong_line() const {
  return find_line(text_, [](std::string_view line) {
    const std::size_t colon = line.find(':');
    return colon == std::string_view::npos || colon == 0 || colon + 1 == line.size();
  });
}

bool Suppressions::suppress(const ToldRace& race) const {
  constexpr std::string_view kKind = "race:";
  const std::string_view line = find_line(text_, [&](std::string_view line) {
    if (!line.starts_with(kKind)) return false;
    const std::string_view pattern = line.substr(kKind.size());
    return occurs_in(pattern, race.later.stack) || occurs_in(pattern, race.earlier.stack) ||
           (race.found.on && occurs(pattern, race.found.on->type));
  });
  return !line.empty();
}

}  // namespace race
