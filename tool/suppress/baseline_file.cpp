#include "tool/suppress/baseline_file.h"

#include <fmt/core.h>

#include "tool/files.h"

namespace check {

std::variant<Baseline, std::string> read_baseline(const std::filesystem::path& path, const std::string& shown) {
  const FileText file = read_file(path);
  if (!file.problem.empty())
    return fmt::format("the baseline '{}' cannot be read: {}; --update-baseline writes a new one", shown, file.problem);
  std::variant<Baseline, std::string> parsed = Baseline::parse(file.text);
  if (const auto* problem = std::get_if<std::string>(&parsed)) {
    return fmt::format("the baseline '{}' is damaged: {}; remove it, and write a new one by --update-baseline", shown, *problem);
  }
  return parsed;
}

std::string write_baseline(const Baseline& baseline, const std::filesystem::path& path, const std::string& shown) {
  const std::string problem = replace_file(baseline.text(), path);
  return problem.empty() ? "" : fmt::format("the baseline '{}' cannot be written: {}", shown, problem);
}

}  // namespace check
