#include "tool/racecheck.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tool/annotate/annotate.h"
#include "tool/checks/check.h"
#include "tool/checks/selection.h"
#include "tool/compile_command.h"
#include "tool/console.h"
#include "tool/file_analysis.h"
#include "tool/files.h"
#include "tool/fix/edits.h"
#include "tool/fix/fix.h"
#include "tool/frontend.h"
#include "tool/output/output.h"
#include "tool/output/wording.h"
#include "tool/settings.h"
#include "tool/source_text.h"
#include "tool/store/cache_folder.h"
#include "tool/store/identity.h"
#include "tool/suppress/baseline_file.h"
#include "tool/suppress/sift.h"
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

/// What this run tells, and what it came from.
struct Run {
  const Options& options;
  const Invocation& invocation;
  Settings settings = {};
  Baseline baseline = {};
  Analysis analysis = {};
  Sifted sifted = {};
};

std::string shown(const fs::path& path, const Invocation& invocation) {
  return SourceText(invocation.folder).shown_path(path.string());
}

void say_defaults(const Defaults& defaults, const std::string& flags_from, const std::string& config) {
  const std::string runtime = defaults.runtime_headers.empty() ? "not found" : defaults.runtime_headers.string();
  say(fmt::format("defaults: {}; runtime/mp.h: {}; Clang's own headers: {}{}", flags_from, runtime,
                  defaults.resource_folder.string(), config.empty() ? "" : "; configuration: " + config));
}

/// The units that the options name, each as far as it could be had; `problem` says why none could be.
Units units_of(const Run& run, CacheFolder* cache, std::string& problem) {
  const Options& options = run.options;
  const Invocation& invocation = run.invocation;
  if (options.merge) return units_in_files(options.files, invocation.folder);
  const std::optional<Defaults> defaults = defaults_for(options, invocation, problem);
  if (!defaults) return {};
  const CompileCommands commands = compile_commands(options, *defaults, invocation.folder);
  if (!options.quiet) say_defaults(*defaults, commands.flags_from, run.settings.config);
  const ParseSettings parsing{options.jobs, options.quiet, run.settings.names, std::chrono::seconds(options.time_limit)};
  Units units = parsed_units(commands, parsing, cache);
  if (cache != nullptr && !options.quiet)
    say(fmt::format("{} of {} known from the cache", units.remembered, counted(commands.commands.size(), "file")));
  return units;
}

/// What --summarize ends with.
ExitCode write_summary(const Units& units, const Options& options, const Invocation& invocation) {
  for (const std::string& sentence : units.not_analysed) say("not analysed: " + sentence);
  if (units.summaries.empty()) return refuse("without the file there is no summary of it", invocation);
  const std::string problem = write_unit(units.summaries.front(), invocation.folder / options.summary_file);
  if (!problem.empty()) return refuse(problem, invocation);
  if (!options.quiet) {
    if (options.quiet) return ExitCode::kClean;
    say(fmt::format("next: {} --merge {}, with the summaries of the program's other files", invocation.command,
                    options.summary_file));
  }
  return ExitCode::kClean;
}

void end_use(CacheFolder& cache, const std::string& shown) {
  cache.prune();
  const std::string problem = cache.problem();
  if (!problem.empty()) say(fmt::format("warning: '{}' keeps nothing for the next run: {}", shown, problem));
}

ExitCode exit_code_of(const Run& run) {
  if (!run.analysis.not_analysed.empty()) return ExitCode::kNotChecked;
  return run.sifted.findings.empty() ? ExitCode::kClean : ExitCode::kFindings;
}

/// GitHub looks for files from the root of the repository, wherever the command was called.
fs::path shown_from(Format format, const Invocation& invocation) {
  const char* workspace = std::getenv("GITHUB_WORKSPACE");
  const bool knows_root = format == Format::kGithub && workspace != nullptr && *workspace != '\0';
  return knows_root ? fs::weakly_canonical(workspace) : invocation.folder;
}

std::string render(const Run& run, SourceText& source) {
  const bool coloured = run.options.output_file.empty() && wants_colour(STDOUT_FILENO);
  RunReport report;
  report.version = kVersion;
  report.exit_code = static_cast<int>(exit_code_of(run));
  report.analysed = run.analysis.analysed;
  report.not_analysed = run.analysis.not_analysed;
  for (const Check& check : all_checks()) {
    if (run.settings.selection.is_on(check.id)) report.checks.push_back(check.id);
  }
  report.spared = run.sifted.spared;
  report.known = run.sifted.known;
  report.notes = run.sifted.notes;
  return output_of(run.settings.format, run.sifted.findings, report, source, coloured ? Colour::kAlways : Colour::kNever);
}

/// The baseline before this run: empty without one, or when it will be written for the first time.
std::variant<Baseline, std::string> older_baseline(const Run& run) {
  const fs::path& path = run.settings.baseline;
  if (path.empty() || (run.options.update_baseline && !fs::exists(path))) return Baseline();
  return read_baseline(path, shown(path, run.invocation));
}

/// With a baseline only new findings are left; an updated one knows all. Returns why it could not be written.
std::string sift_findings(Run& run, SourceText& source) {
  const std::string baseline_file = shown(run.settings.baseline, run.invocation);
  const Scope scope{run.analysis.analysed, run.analysis.not_analysed.empty()};
  run.sifted = sift(run.analysis.findings, scope, run.settings.selection, source);
  if (run.options.update_baseline) {
    if (!scope.is_complete) return "the baseline was not written, as something could not be analysed";
    const Baseline older = std::move(run.baseline);
    run.baseline = Baseline::of(run.sifted.findings, source);
    run.baseline.keep_entries_of_other_checks(older, run.settings.selection);
    const std::string problem = write_baseline(run.baseline, run.settings.baseline, baseline_file);
    if (!problem.empty()) return problem;
  }
  take_known(run.sifted, run.baseline, scope, run.settings.selection, baseline_file, source);
  return "";
}

/// Why the findings could not be written; empty when they were.
std::string write(const std::string& text, const std::string& file) {
  if (!file.empty()) {
    const std::string problem = write_file(text, file);
    return problem.empty() ? "" : fmt::format("the findings cannot be written to '{}': {}", file, problem);
  }
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  return written ? "" : fmt::format("the findings cannot be written to standard output: {}", std::strerror(errno));
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
std::string next_step(const Run& run) {
  const std::string& command = run.invocation.command;
  const std::vector<Finding>& findings = run.sifted.findings;
  if (run.analysis.does_not_parse) {
    return same_command(run.options, run.invocation) + " -- FLAGS, with the flags that your compiler gets";
  }
  if (!run.analysis.not_analysed.empty()) return command + " --help";
  if (!findings.empty()) return fmt::format("{} --explain {}", command, findings.front().rule);
  return command + " --list-checks, which tells what was looked for";
}

/// "2 files analysed, 1 finding, 3 spared by NOLINT, 4 known from the baseline".
std::string summary(const Run& run) {
  std::string text = fmt::format("{} analysed, {}", counted(run.analysis.analysed.size(), "file"),
                                 counted(run.sifted.findings.size(), "finding"));
  if (run.sifted.spared > 0) text += fmt::format(", {} spared by NOLINT", run.sifted.spared);
  if (run.sifted.known > 0) text += fmt::format(", {} known from the baseline", run.sifted.known);
  return text;
}

void say_summary(const Run& run, const SourceText& source) {
  for (const Note& note : run.sifted.notes) fmt::print(stderr, "{}\n", note_sentence(note, source));
  for (const std::string& sentence : run.analysis.not_analysed) say("not analysed: " + sentence);
  if (run.options.quiet) return;
  if (run.analysis.is_cut_short)
    say("the program is too large to be followed to its end, and races may be missing: name the files of one program only");
  say(summary(run));
  say("next: " + next_step(run));
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

/// Finds fixes. Those that are applied take their findings away; those that are only shown are in `diff`. Answers why files could
/// not be written.
std::string mend(Run& run, const Defaults& defaults, SourceText& source, std::string& diff) {
  const bool applies = run.options.mending == Mending::kApply;
  const CompileCommands commands = compile_commands(run.options, defaults, run.invocation.folder);
  std::vector<Finding>& findings = run.sifted.findings;
  const Fixes fixes = find_fixes(findings, {commands.commands, run.settings.names, run.options.jobs}, run.invocation.folder);
  for (const auto& [file, text] : fixes.texts) diff += unified_diff(text_of(file).value_or(""), text, source.shown_path(file));
  for (const std::string& sentence : fixes.done) say((applies ? "fixed: " : "can be fixed: ") + sentence);
  for (const std::string& sentence : fixes.not_done) say("not fixed: " + sentence);
  if (!applies) return "";
  const std::string problem = write_texts(fixes.texts);
  if (problem.empty()) std::erase_if(findings, [](const Finding& finding) { return !finding.fix.empty(); });
  return problem;
}

/// Annotates; what is only shown is in `diff`. Answers why files could not be written.
std::string note_guards(const Run& run, const Defaults& defaults, const SourceText& source, std::string& diff) {
  const bool applies = run.options.annotating == Annotating::kApply;
  const CompileCommands commands = compile_commands(run.options, defaults, run.invocation.folder);
  const Annotations notes = annotate({commands.commands, run.settings.names, run.options.jobs}, run.invocation.folder);
  for (const auto& [file, text] : notes.texts) diff += unified_diff(text_of(file).value_or(""), text, source.shown_path(file));
  for (const std::string& sentence : notes.done) say((applies ? "annotated: " : "can be annotated: ") + sentence);
  for (const std::string& sentence : notes.not_done) say("not annotated: " + sentence);
  return applies ? write_texts(notes.texts) : "";
}

/// What --fix and --annotate do. Answers why they could not.
std::string change_sources(Run& run, SourceText& source, std::string& diff) {
  const bool mends = run.options.mending != Mending::kNone;
  const bool annotates = run.options.annotating != Annotating::kNone;
  if (!mends && !annotates) return "";
  if (run.options.merge)
    return fmt::format("{} the source files: name them without --merge", mends ? "a fix needs" : "annotations need");
  std::string problem;
  const std::optional<Defaults> defaults = defaults_for(run.options, run.invocation, problem);
  if (!defaults) return problem;
  return mends ? mend(run, *defaults, source, diff) : note_guards(run, *defaults, source, diff);
}

}  // namespace

ExitCode run_racecheck(const Options& options, const Invocation& invocation) {
  if (!options.explain.empty()) return explain(options.explain, invocation);
  std::variant<Settings, std::string> settings = settings_of(options, invocation.folder);
  if (const auto* sentence = std::get_if<std::string>(&settings)) return refuse(*sentence, invocation);
  Run run{options, invocation, std::get<Settings>(std::move(settings))};
  if (options.list_checks) return list_checks(run.settings.selection);
  std::variant<Baseline, std::string> baseline = older_baseline(run);
  if (const auto* sentence = std::get_if<std::string>(&baseline)) return refuse(*sentence, invocation);
  run.baseline = std::get<Baseline>(std::move(baseline));

  std::optional<CacheFolder> cache;
  const std::string identity = identity_of_racecheck(text_of(run.settings.names));
  if (!options.cache_folder.empty()) cache.emplace(invocation.folder / options.cache_folder, identity);
  std::string problem;
  Units units = units_of(run, cache ? &*cache : nullptr, problem);
  if (!problem.empty()) return refuse(problem, invocation);
  if (!options.summary_file.empty()) return write_summary(units, options, invocation);
  run.analysis = analyse(std::move(units), cache ? &*cache : nullptr);
  if (cache) end_use(*cache, options.cache_folder);
  SourceText source(invocation.folder, shown_from(run.settings.format, invocation));
  problem = sift_findings(run, source);
  std::string diff;
  if (problem.empty()) problem = change_sources(run, source, diff);
  const bool only_shows = options.mending == Mending::kShow || options.annotating == Annotating::kShow;
  const bool shows_diff = only_shows && run.settings.format == Format::kText;
  if (problem.empty()) problem = write(shows_diff ? diff : render(run, source), options.output_file);
  if (!problem.empty()) return refuse(problem, invocation);
  say_summary(run, source);
  return exit_code_of(run);
}

ExitCode refuse(const std::string& sentence, const Invocation& invocation) {
  say("error: " + sentence);
  say(fmt::format("next: {} --help", invocation.command));
  return ExitCode::kNotChecked;
}

std::string version_text() { return fmt::format("racecheck {} (parses with Clang {})", kVersion, parser_version()); }

}  // namespace check
