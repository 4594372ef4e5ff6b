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
#include <string_view>
#include <thread>
#include <utility>

#include "clang/AST/ASTContext.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "tool/children.h"
#include "tool/console.h"
#include "tool/frontend.h"
#include "tool/store/archive.h"
#include "tool/store/identity.h"
#include "tool/store/read_record.h"
#include "tool/store/summary_file.h"
#include "tool/store/unit_cache.h"
#include "tool/summary/summarize.h"

namespace check {
namespace {

/// Of a summary that a child of this very process made.
constexpr std::string_view kNoWriter;

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

/// What a child tells of a unit that it parsed. The summary is empty when the unit does not parse.
struct Told {
  std::string messages;
  std::string summary;
  std::string cache_problem;
};

std::string bytes_of(const Told& told) {
  ByteWriter writer;
  writer(told.messages, told.summary, told.cache_problem);
  return writer.take();
}

Told told_in(const std::string& bytes) {
  Told told;
  ByteReader reader(bytes);
  reader(told.messages, told.summary, told.cache_problem);
  return told;
}

/// A sentence for the unit that ended its process.
std::string why_not(const CompileCommand& command, const Piece& piece, std::chrono::seconds limit) {
  if (piece.end == PieceEnd::kOverLimit)
    return fmt::format("'{}' was given up after {} seconds: --time-limit gives it more", command.shown, limit.count());
  return fmt::format("internal bug: a crash while '{}' was analysed ({})", command.shown, piece.answer);
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

/// In a child: parses the unit, summarises it, and keeps the summary for later runs.
Told parsed(const CompileCommand& command, const ParseSettings& settings, bool coloured, UnitCache* known, CacheFolder* cache) {
  Told told;
  const auto on_parsed = [&](clang::ASTContext& context) {
    UnitSummary summary = summarize(context, settings.names);
    if (command.from_database) make_names_absolute(summary, command.folder);
    if (known != nullptr && is_quiet(context)) known->keep(command, reads_behind(context), summary);
    told.summary = file_of(summary, kNoWriter);
  };
  UnitOutcome outcome = parse_alone(command, coloured, on_parsed, known == nullptr ? Reads::kForget : Reads::kRecord);
  if (outcome.status != UnitStatus::kParsed) told.summary.clear();
  told.messages = std::move(outcome.messages);
  if (cache != nullptr) told.cache_problem = cache->problem();
  return told;
}

/// Makes the summaries that are missing; one that could not be made stays empty, and `units` says why.
void parse_the_others(const std::vector<CompileCommand>& commands, const ParseSettings& settings, UnitCache* known,
                      CacheFolder* cache, Summaries& summaries, Units& units) {
  const Unknown unknown = without_summary(commands, summaries);
  const bool coloured = wants_colour(STDERR_FILENO);
  std::optional<Progress> progress;
  progress.emplace(unknown.commands.size(), !settings.quiet);
  const auto work = [&](std::size_t i) { return bytes_of(parsed(unknown.commands[i], settings, coloured, known, cache)); };
  const auto pieces =
      do_in_children(unknown.commands.size(), {settings.jobs, settings.limit}, work, [&progress] { progress->step(); });
  progress.reset();
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (pieces[i].end != PieceEnd::kDone) {
      units.not_analysed.push_back(why_not(unknown.commands[i], pieces[i], settings.limit));
      continue;
    }
    const Told told = told_in(pieces[i].answer);
    fmt::print(stderr, "{}", told.messages);
    if (!told.cache_problem.empty()) cache->add_problem(told.cache_problem);
    std::string problem;
    summaries[unknown.places[i]] = told.summary.empty() ? std::nullopt : unit_of(told.summary, kNoWriter, problem);
    if (summaries[unknown.places[i]]) continue;
    units.does_not_parse = true;
    units.not_analysed.push_back(fmt::format("'{}' does not parse", unknown.commands[i].shown));
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
  parse_the_others(commands, settings, known ? &*known : nullptr, cache, summaries, units);
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
