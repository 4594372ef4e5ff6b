#include "tool/output/format.h"

#include <array>
#include <utility>

namespace check {
namespace {

constexpr std::array<std::pair<std::string_view, Format>, 5> kFormats = {{{"text", Format::kText},
                                                                          {"sarif", Format::kSarif},
                                                                          {"json", Format::kJson},
                                                                          {"junit", Format::kJunit},
                                                                          {"github", Format::kGithub}}};

}  // namespace

std::optional<Format> format_by_name(std::string_view name) {
  for (const auto& [known, format] : kFormats) {
    if (known == name) return format;
  }
  return std::nullopt;
}

std::string format_names() {
  std::string names;
  for (const auto& [known, format] : kFormats) names.append(names.empty() ? "" : ", ").append(known);
  return names;
}

}  // namespace check
