#include "tool/units.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <sstream>
#include <thread>
#include <utility>

#include "clang/AST/ASTContext.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "tool/console.h"
#include "tool/frontend.h"
#include "tool/store/identity.h"
#include "tool/store/read_record.h"
#include "tool/store/summary_file.h"
#include "tool/store/unit_cache.h"
#include "tool/summary/summarize.h"

namespace check {
namespace {

using Summaries = std::vector<std::optional<UnitSummary>>;

void in_parallel(std::size_t count, unsigned jobs, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::jthread> workers;
  for (std::size_t i = 0; i < std::min<std::size_t>(jobs, count); ++i) {
    workers.emplace_back([&] {
      for (std::size_t index = next++; index < count; index = next++) work(index);
    });
  }
}

/// What the file system answered while the tree was made. REQUIRES: the reads were recorded.
const ReadRecord& reads_behind(clang::ASTContext& context) {
  clang::FileManager& files = context.getSourceManager().getFileManager();
  return llvm::cast<RecordingFileSystem>(files.getVirtualFileSystem()).record();
}

/// A unit with a warning is parsed in each run, so that each run tells it.
bool is_quiet(clang::ASTContext& context) { return context.getDiagnostics().getClient()->getNumWarnings() == 0; }

/// A sentence for the unit that could not be summarised.
void add_problem(Units& units, const CompileCommand& command, UnitStatus status) {
  if (status == UnitStatus::kDoesNotParse) {
    units.does_not_parse = true;
    units.not_analysed.push_back(fmt::format("'{}' does not parse", command.shown));
  } else {
    units.not_analysed.push_back(fmt::format("internal bug: a crash while '{}' was analysed", command.shown));
  }
}

/// Who reads the summary does not know the folder that its names are relative to.
void make_names_absolute(UnitSummary& unit, const std::filesystem::path& folder) {
  std::map<Symbol, Symbol> absolute;
  for (FunctionSummary& function : unit.functions) {
    const auto [known, is_new] = absolute.try_emplace(function.file, function.file);
    const std::filesystem::path name = unit.text(function.file);
    if (is_new && !name.empty() && name.is_relative()) {
      known->second = static_cast<Symbol>(unit.symbols.size());
      unit.symbols.push_back((folder / name).lexically_normal().string());
    }
    function.file = known->second;
  }
}

/// The commands without a summary, and where they stand among all.
struct Unknown {
  std::vector<CompileCommand> commands;
  std::vector<std::size_t> places;
};

Unknown without_summary(const std::vector<CompileCommand>& commands, const Summaries& summaries) {
  Unknown unknown;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    if (summaries[i]) continue;
    unknown.commands.push_back(commands[i]);
    unknown.places.push_back(i);
  }
  return unknown;
}

/// Makes the summaries that are missing; one that could not be made stays empty, and `units` says why.
void parse_the_others(const std::vector<CompileCommand>& commands, const ParseSettings& settings, UnitCache* cache,
                      Summaries& summaries, Units& units) {
  const Unknown unknown = without_summary(commands, summaries);
  Summaries made(unknown.commands.size());
  std::optional<Progress> progress;
  progress.emplace(unknown.commands.size(), !settings.quiet);
  const auto on_parsed = [&](std::size_t index, clang::ASTContext& context) {
    UnitSummary summary = summarize(context, settings.names);
    if (unknown.commands[index].from_database) make_names_absolute(summary, unknown.commands[index].folder);
    if (cache != nullptr && is_quiet(context)) cache->keep(unknown.commands[index], reads_behind(context), summary);
    made[index] = std::move(summary);
    progress->step();
  };
  const Reads reads = cache == nullptr ? Reads::kForget : Reads::kRecord;
  const auto outcomes = parse_all(unknown.commands, settings.jobs, wants_colour(STDERR_FILENO), on_parsed, reads);
  progress.reset();
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    fmt::print(stderr, "{}", outcomes[i].messages);
    if (outcomes[i].status == UnitStatus::kParsed) {
      summaries[unknown.places[i]] = std::move(made[i]);
    } else {
      add_problem(units, unknown.commands[i], outcomes[i].status);
    }
  }
}

}  // namespace

Units parsed_units(const CompileCommands& wanted, const ParseSettings& settings, CacheFolder* cache) {
  const std::vector<CompileCommand>& commands = wanted.commands;
  Units units;
  units.not_analysed = wanted.problems;
  Summaries summaries(commands.size());
  std::optional<UnitCache> known;
  if (cache != nullptr) {
    UnitCache& kept = known.emplace(*cache);
    in_parallel(commands.size(), settings.jobs, [&](std::size_t i) { summaries[i] = kept.find(commands[i]); });
    units.remembered = static_cast<std::size_t>(std::ranges::count_if(summaries, &std::optional<UnitSummary>::has_value));
  }
  parse_the_others(commands, settings, known ? &*known : nullptr, summaries, units);
  for (std::size_t i = 0; i < commands.size(); ++i) {
    if (!summaries[i]) continue;
    units.summaries.push_back(*std::move(summaries[i]));
    units.files.push_back(commands[i].file.string());
  }
  return units;
}

Units units_in_files(const std::vector<std::string>& files, const std::filesystem::path& folder) {
  Units units;
  const std::string reader = identity_of_racecheck();
  for (const std::string& name : files) {
    errno = 0;
    std::ifstream stream(folder / name, std::ios::binary);
    std::stringstream text;
    std::string problem;
    if (!(text << stream.rdbuf()) && !stream) problem = std::strerror(errno);
    std::optional<UnitSummary> unit;
    if (problem.empty()) unit = unit_of(std::move(text).str(), reader, problem);
    if (unit) {
      units.files.push_back((folder / unit->file).lexically_normal().string());
      units.summaries.push_back(*std::move(unit));
    } else {
      units.not_analysed.push_back(fmt::format("'{}' cannot be merged: {}", name, problem));
    }
  }
  return units;
}

std::string write_unit(const UnitSummary& unit, const std::filesystem::path& file) {
  errno = 0;
  std::ofstream stream(file, std::ios::binary);
  stream << file_of(unit, identity_of_racecheck()) << std::flush;
  if (stream) return "";
  return fmt::format("the summary cannot be written to '{}': {}", file.string(), std::strerror(errno));
}

}  // namespace check
