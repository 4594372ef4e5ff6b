#include "tool/settings.h"

#include <fmt/core.h>

#include <optional>
#include <utility>

#include "tool/config/config.h"
#include "tool/files.h"
#include "tool/source_text.h"

namespace check {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path> config_file(const Options& options, const fs::path& folder) {
  return options.config_file.empty() ? find_config(folder) : folder / options.config_file;
}

/// Returns what is wrong with the configuration; empty when all is well.
std::string add_config(Settings& settings, const fs::path& file, const fs::path& folder) {
  settings.config = SourceText(folder).shown_path(file.string());
  const FileText text = read_file(file);
  if (!text.problem.empty()) return fmt::format("the configuration '{}' cannot be read: {}", settings.config, text.problem);
  std::variant<Config, std::string> parsed = parse_config(text.text);
  if (const auto* problem = std::get_if<std::string>(&parsed))
    return fmt::format("the configuration '{}' is wrong: {}", settings.config, *problem);
  Config& config = std::get<Config>(parsed);
  const std::string problem = settings.selection.apply(config.checks);
  if (!problem.empty()) return fmt::format("the configuration '{}' is wrong: {}", settings.config, problem);
  settings.format = config.format.value_or(Format::kText);
  if (!config.baseline.empty()) settings.baseline = file.parent_path() / config.baseline;
  settings.names = std::move(config.names);
  return "";
}

}  // namespace

std::variant<Settings, std::string> settings_of(const Options& options, const fs::path& folder) {
  Settings settings;
  if (const std::optional<fs::path> file = config_file(options, folder)) {
    std::string problem = add_config(settings, *file, folder);
    if (!problem.empty()) return problem;
  }
  std::string problem = settings.selection.apply(options.checks);
  if (!problem.empty()) return problem;
  if (options.format) settings.format = *options.format;
  if (!options.baseline_file.empty()) settings.baseline = folder / options.baseline_file;
  if (options.update_baseline && settings.baseline.empty())
    return "--update-baseline needs to know which: name it by --baseline FILE";
  return settings;
}

}  // namespace check
