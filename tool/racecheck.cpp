#include "tool/racecheck.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "tool/checks/check.h"
#include "tool/checks/selection.h"
#include "tool/compile_command.h"
#include "tool/console.h"
#include "tool/file_analysis.h"
#include "tool/frontend.h"
#include "tool/output/output.h"
#include "tool/source_text.h"
#include "tool/store/cache_folder.h"
#include "tool/store/identity.h"
#include "tool/toolchain.h"
#include "tool/units.h"

namespace check {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kVersion = "0.1.0";

/// The defaults, or a sentence that says what is missing.
std::optional<Defaults> defaults_for(const Options& options, const Invocation& invocation, std::string& problem) {
  Defaults defaults;
  defaults.runtime_headers = find_runtime_headers(invocation.argv0).value_or("");
  if (!options.resource_folder.empty()) {
    defaults.resource_folder = invocation.folder / options.resource_folder;
    if (is_resource_folder(defaults.resource_folder)) return defaults;
    problem = fmt::format("'{}' is not a resource folder of Clang: it has no include/stddef.h", options.resource_folder);
    return std::nullopt;
  }
  const std::optional<fs::path> found = find_resource_folder();
  if (!found) {
    problem = "Clang's own headers are not found: install libclang-common-19-dev, or name their folder by --resource-dir";
    return std::nullopt;
  }
  defaults.resource_folder = *found;
  return defaults;
}

void say_defaults(const Defaults& defaults, const std::string& flags_from) {
  const std::string runtime = defaults.runtime_headers.empty() ? "not found" : defaults.runtime_headers.string();
  say(fmt::format("defaults: {}; runtime/mp.h: {}; Clang's own headers: {}", flags_from, runtime,
                  defaults.resource_folder.string()));
}

/// The units that the options name, each as far as it could be had; `problem` says why none could be.
Units units_of(const Options& options, const Invocation& invocation, CacheFolder* cache, std::string& problem) {
  if (options.merge) return units_in_files(options.files, invocation.folder);
  const std::optional<Defaults> defaults = defaults_for(options, invocation, problem);
  if (!defaults) return {};
  const CompileCommands commands = compile_commands(options, *defaults, invocation.folder);
  say_defaults(*defaults, commands.flags_from);
  return parsed_units(commands, options.jobs, cache);
}

/// What --summarize ends with.
ExitCode write_summary(const Units& units, const Options& options, const Invocation& invocation) {
  for (const std::string& sentence : units.not_analysed) say("not analysed: " + sentence);
  if (units.summaries.empty()) return refuse("without the file there is no summary of it", invocation);
  const std::string problem = write_unit(units.summaries.front(), invocation.folder / options.summary_file);
  if (!problem.empty()) return refuse(problem, invocation);
  say(fmt::format("next: {} --merge {}, with the summaries of the program's other files", invocation.command,
                  options.summary_file));
  return ExitCode::kClean;
}

void end_use(CacheFolder& cache, const std::string& shown) {
  cache.prune();
  const std::string problem = cache.problem();
  if (!problem.empty()) say(fmt::format("warning: '{}' keeps nothing for the next run: {}", shown, problem));
}

ExitCode exit_code_of(const Analysis& analysis) {
  if (!analysis.not_analysed.empty()) return ExitCode::kNotChecked;
  return analysis.findings.empty() ? ExitCode::kClean : ExitCode::kFindings;
}

/// GitHub looks for files from the root of the repository, wherever the command was called.
fs::path shown_from(Format format, const Invocation& invocation) {
  const char* workspace = std::getenv("GITHUB_WORKSPACE");
  const bool knows_root = format == Format::kGithub && workspace != nullptr && *workspace != '\0';
  return knows_root ? fs::weakly_canonical(workspace) : invocation.folder;
}

std::string render(const Analysis& analysis, const Options& options, const Selection& selection, const Invocation& invocation) {
  SourceText source(invocation.folder, shown_from(options.format, invocation));
  const bool coloured = options.output_file.empty() && wants_colour(STDOUT_FILENO);
  RunReport report{kVersion, static_cast<int>(exit_code_of(analysis)), analysis.analysed, analysis.not_analysed, {}};
  for (const Check& check : all_checks()) {
    if (selection.is_on(check.id)) report.checks.push_back(check.id);
  }
  return output_of(options.format, analysis.findings, report, source, coloured ? Colour::kAlways : Colour::kNever);
}

/// Why the findings could not be written; empty when they were.
std::string write(const std::string& text, const std::string& file) {
  errno = 0;
  const bool to_stdout = file.empty();
  FILE* stream = to_stdout ? stdout : std::fopen(file.c_str(), "w");
  bool written = stream != nullptr && std::fwrite(text.data(), 1, text.size(), stream) == text.size();
  if (stream != nullptr) written = (to_stdout ? std::fflush(stream) : std::fclose(stream)) == 0 && written;
  if (written) return "";
  return fmt::format("the findings cannot be written to {}: {}", to_stdout ? "standard output" : "'" + file + "'",
                     std::strerror(errno));
}

/// The files as they were given; many are not repeated.
std::string same_files(const std::vector<std::string>& files) {
  constexpr std::size_t kFew = 3;
  if (files.empty()) return "";
  return files.size() > kFew ? " FILES" : fmt::format(" {}", fmt::join(files, " "));
}

/// The command as it was called, without what is for the compiler.
std::string same_command(const Options& options, const Invocation& invocation) {
  const std::string database = options.database_folder.empty() ? "" : " -p " + options.database_folder;
  const std::string summary = options.summary_file.empty() ? "" : " --summarize " + options.summary_file;
  return invocation.command + summary + database + same_files(options.files);
}

/// What to type after this run.
std::string next_step(const Analysis& analysis, const Options& options, const Invocation& invocation) {
  if (analysis.does_not_parse) return same_command(options, invocation) + " -- FLAGS, with the flags that your compiler gets";
  if (!analysis.not_analysed.empty()) return invocation.command + " --help";
  if (!analysis.findings.empty()) return fmt::format("{} --explain {}", invocation.command, analysis.findings.front().rule);
  return invocation.command + " --list-checks, which tells what was looked for";
}

void say_summary(const Analysis& analysis, const Options& options, const Invocation& invocation) {
  for (const std::string& sentence : analysis.not_analysed) say("not analysed: " + sentence);
  say(fmt::format("{} analysed, {}", counted(analysis.analysed.size(), "file"), counted(analysis.findings.size(), "finding")));
  say("next: " + next_step(analysis, options, invocation));
}

ExitCode list_checks(const Selection& selection) {
  for (const Check& check : all_checks()) {
    const std::string_view state = selection.is_on(check.id) ? "on" : "off";
    fmt::print("{} ({}, {})\n    {}\n", check.id, state, name_of(check.check_class), check.summary);
  }
  return ExitCode::kClean;
}

ExitCode explain(const std::string& id, const Invocation& invocation) {
  const Check* check = find_check(id);
  if (check == nullptr)
    return refuse(fmt::format("no check is called '{}': {} --list-checks names them", id, invocation.command), invocation);
  fmt::print("{}", check->page);
  return ExitCode::kClean;
}

}  // namespace

ExitCode run_racecheck(const Options& options, const Invocation& invocation) {
  Selection selection;
  std::string problem = selection.apply(options.checks);
  if (!problem.empty()) return refuse(problem, invocation);
  if (options.list_checks) return list_checks(selection);
  if (!options.explain.empty()) return explain(options.explain, invocation);

  std::optional<CacheFolder> cache;
  if (!options.cache_folder.empty()) cache.emplace(invocation.folder / options.cache_folder, identity_of_racecheck());
  Units units = units_of(options, invocation, cache ? &*cache : nullptr, problem);
  if (!problem.empty()) return refuse(problem, invocation);
  if (!options.summary_file.empty()) return write_summary(units, options, invocation);
  Analysis analysis = analyse(std::move(units), cache ? &*cache : nullptr);
  if (cache) end_use(*cache, options.cache_folder);
  std::erase_if(analysis.findings, [&selection](const Finding& finding) { return !selection.is_on(finding.rule); });
  problem = write(render(analysis, options, selection, invocation), options.output_file);
  if (!problem.empty()) return refuse(problem, invocation);
  say_summary(analysis, options, invocation);
  return exit_code_of(analysis);
}

ExitCode refuse(const std::string& sentence, const Invocation& invocation) {
  say("error: " + sentence);
  say(fmt::format("next: {} --help", invocation.command));
  return ExitCode::kNotChecked;
}

std::string version_text() { return fmt::format("racecheck {} (parses with Clang {})", kVersion, parser_version()); }

}  // namespace check
