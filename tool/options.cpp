#include "tool/options.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

namespace check {
namespace {

constexpr const char* kDescription =
    "Finds data races in C and C++ without running the program. FILES together are one program; compiler flags may follow after "
    "--";

constexpr const char* kFooter =
    "Exit codes: 0 nothing found, 1 findings, 2 something could not be checked.\n"
    "Examples:\n"
    "  racecheck my.cpp\n"
    "  racecheck main.c worker.c -- -Iinclude -DNDEBUG\n"
    "  racecheck -p build --format=sarif --output races.sarif";

constexpr unsigned kMostSeconds = 1'000'000;

Format named_format(const std::string& name) {
  const std::optional<Format> format = format_by_name(name);
  if (format) return *format;
  throw CLI::ValidationError("--format", fmt::format("'{}' is none of {}", name, format_names()));
}

/// CLI11 does not know what follows after "--".
class UsageFormatter : public CLI::Formatter {
 public:
  std::string make_usage(const CLI::App* /*app*/, std::string /*name*/) const override {
    return "Usage: racecheck [OPTIONS] FILES... [-- COMPILER FLAGS]\n";
  }
};

void add_options(CLI::App& app, Options& options) {
  app.add_option("FILES", options.files, "C and C++ source files: .c .cc .cpp .cxx");
  app.add_option("-p", options.database_folder, "Take the compiler flags from compile_commands.json in this folder")
      ->type_name("BUILD_DIR");
  const auto set_format = [&options](const std::string& name) { options.format = named_format(name); };
  app.add_option_function<std::string>("--format", set_format, "How findings are written: " + format_names())
      ->type_name("FORMAT");
  app.add_option("--output", options.output_file, "Write the findings into this file, not to standard output")->type_name("FILE");
  app.add_option("--config", options.config_file, "The project's configuration; without it, the nearest .racecheck upward")
      ->type_name("FILE");
  app.add_option("--baseline", options.baseline_file, "Tell only findings that this file does not know")->type_name("FILE");
  app.add_flag("--update-baseline", options.update_baseline, "Write all findings into the baseline, so that they are known");
  app.add_flag("--quiet,-q", options.quiet, "On standard error, say only what went wrong");
  app.add_option("--jobs,-j", options.jobs, "How many files are parsed at the same time")
      ->check(CLI::Range(1U, 1024U).description(""))
      ->type_name("N");
  app.add_option("--time-limit", options.time_limit, "Give a file up that is not parsed after so many seconds; else after 600")
      ->check(CLI::Range(1U, kMostSeconds).description(""))
      ->type_name("SECONDS");
  app.add_option("--resource-dir", options.resource_folder,
                 "The folder of Clang 19's own headers, when it is not found by itself")
      ->type_name("DIR");
  app.add_option("--checks", options.checks, "Turn checks on and off by globs, as clang-tidy does: '*', '-*,racelab-double-lock'")
      ->type_name("GLOBS");
  app.add_option("--cache", options.cache_folder,
                 "Keep what was parsed in this folder: files that are as they were are not parsed again")
      ->type_name("FOLDER");
  const auto summarize = app.add_option("--summarize", options.summary_file,
                                        "Write what matters of the one file given into this one, for --merge, and end")
                             ->type_name("SUMMARY");
  app.add_flag("--merge", options.merge,
               "The files given are summaries that --summarize wrote: find what is wrong in the program of them")
      ->excludes(summarize);
  const auto mend = [&options](Mending mending) { return [&options, mending](std::int64_t) { options.mending = mending; }; };
  app.add_flag_function("--fix", mend(Mending::kApply), "Put what races under a lock, and change the files");
  app.add_flag_function("--fix-dry-run", mend(Mending::kShow), "Show what --fix would change, as a diff; change nothing");
  const auto note = [&options](Annotating how) { return [&options, how](std::int64_t) { options.annotating = how; }; };
  app.add_flag_function("--annotate", note(Annotating::kApply),
                        "Write what guards what into the files, as attributes that clang -Wthread-safety checks");
  app.add_flag_function("--annotate-dry-run", note(Annotating::kShow),
                        "Show what --annotate would change, as a diff; change nothing");
  app.add_flag("--list-checks", options.list_checks, "List the checks, tell which are on, and end");
  app.add_option("--explain", options.explain, "Explain a check and end")->type_name("CHECK");
}

/// CLI11 takes the arguments from the end of the vector.
std::vector<std::string> reversed(std::vector<std::string> arguments) {
  std::ranges::reverse(arguments);
  return arguments;
}

/// What does not go together; empty when all does.
std::string misuse_of(const Options& options) {
  if (!options.summary_file.empty() && options.files.size() != 1) return "--summarize takes one file at a time.";
  if (options.merge && (!options.database_folder.empty() || !options.compiler_flags.empty()))
    return "Summaries are not compiled: --merge takes neither -p nor flags for the compiler.";
  if (options.mending != Mending::kNone && options.annotating != Annotating::kNone)
    return "Fix first, and then annotate what is clean: --fix and --annotate are two runs.";
  return "";
}

}  // namespace

std::variant<Options, Reply> parse_options(const std::vector<std::string>& arguments, const std::string& version) {
  Options options;
  options.jobs = std::max(1U, std::thread::hardware_concurrency());
  CLI::App app(kDescription, "racecheck");
  app.formatter(std::make_shared<UsageFormatter>());
  app.footer(kFooter);
  app.set_version_flag("--version", version, "Print the version and end");
  add_options(app, options);

  const auto dashes = std::ranges::find(arguments, "--");
  if (dashes != arguments.end()) options.compiler_flags.assign(dashes + 1, arguments.end());
  try {
    app.parse(reversed({arguments.begin(), dashes}));
  } catch (const CLI::CallForHelp&) {
    return Reply{app.help(), false};
  } catch (const CLI::CallForVersion&) {
    return Reply{version + '\n', false};
  } catch (const CLI::ExtrasError& error) {
    return Reply{fmt::format("{}; flags for the compiler follow after --", error.what()), true};
  } catch (const CLI::ParseError& error) {
    return Reply{error.what(), true};
  }
  const bool asks_for_nothing = options.files.empty() && options.database_folder.empty() && !options.list_checks;
  if (asks_for_nothing && options.explain.empty()) return Reply{"No files were given to check.", true};
  std::string problem = misuse_of(options);
  if (!problem.empty()) return Reply{std::move(problem), true};
  return options;
}

}  // namespace check
