#include "tool/checks/glob_list.h"

#include <cstddef>
#include <ranges>

namespace check {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return "";
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

}  // namespace

bool glob_matches(std::string_view glob, std::string_view text) {
  // On a mismatch the last star takes one character more: no other star needs to be tried again.
  std::size_t at = 0;
  std::size_t star = std::string_view::npos;
  std::size_t after_star = 0;
  std::size_t begin = 0;
  while (begin < text.size()) {
    if (at < glob.size() && glob[at] == '*') {
      star = at++;
      after_star = begin;
    } else if (at < glob.size() && glob[at] == text[begin]) {
      ++at;
      ++begin;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      begin = ++after_star;
    } else {
      return false;
    }
  }
  while (at < glob.size() && glob[at] == '*') ++at;
  return at == glob.size();
}

GlobList::GlobList(std::string_view text) {
  for (const auto part : std::views::split(text, ',')) {
    std::string_view pattern = trimmed({part.begin(), part.end()});
    const bool excludes = pattern.starts_with('-');
    if (excludes) pattern = trimmed(pattern.substr(1));
    if (!pattern.empty()) globs_.push_back({std::string(pattern), excludes});
  }
}

std::optional<bool> GlobList::verdict(std::string_view name) const {
  for (const Glob& glob : std::views::reverse(globs_)) {
    if (glob_matches(glob.pattern, name)) return !glob.excludes;
  }
  return std::nullopt;
}

}  // namespace check
