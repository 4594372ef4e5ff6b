#include "tool/store/sealed.h"

#include <fmt/core.h>

#include "tool/store/digest.h"

namespace check {
namespace {

std::string kind_line(const Seal& seal) { return fmt::format("racecheck {}, written by ", seal.holds); }

}  // namespace

std::string sealed(const Seal& seal, std::string_view content) {
  return fmt::format("{}{}\n{}\n{}", kind_line(seal), seal.writer, digest_of({content}), content);
}

std::optional<std::string_view> unsealed(const Seal& seal, std::string_view file, std::string& problem) {
  const std::string kind = kind_line(seal);
  if (!file.starts_with(kind)) {
    problem = fmt::format("it is not a {} of racecheck", seal.holds);
    return std::nullopt;
  }
  file.remove_prefix(kind.size());
  const std::size_t line_end = file.find('\n');
  problem = "it is damaged: write it anew";
  if (line_end == std::string_view::npos) return std::nullopt;
  if (file.substr(0, line_end) != seal.writer) {
    problem = "another racecheck wrote it: write it anew with this one";
    return std::nullopt;
  }
  file.remove_prefix(line_end + 1);
  if (file.size() <= kDigestLetters || file[kDigestLetters] != '\n') return std::nullopt;
  const std::string_view content = file.substr(kDigestLetters + 1);
  if (digest_of({content}) != file.substr(0, kDigestLetters)) return std::nullopt;
  problem.clear();
  return content;
}

}  // namespace check
