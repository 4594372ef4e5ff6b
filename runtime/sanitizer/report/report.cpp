#include "runtime/sanitizer/report/report.h"

#include <algorithm>
#include <span>

#include "runtime/sanitizer/report/json_report.h"
#include "runtime/sanitizer/report/text_report.h"
#include "runtime/sanitizer/report/told_race.h"
#include "runtime/sanitizer/system/system.h"
#include "runtime/sanitizer/system/text.h"

namespace race {
namespace {

constexpr int kStderr = 2;

/// The frames that say where the stack's access stands: up to the innermost of the program's own, since a function of a library
/// may be called from many lines. All, where that is not known.
std::span<const std::uintptr_t> place_frames(const Family& family, StackId stack) {
  const std::span<const std::uintptr_t> all = family.stacks.frames(stack);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const CodeOwner owner = family.owners.of(all[i]);
    if (owner == CodeOwner::kUnknown) break;
    if (owner == CodeOwner::kProgram) return all.first(i + 1);
  }
  return all;
}

std::uint64_t code_pair(const Family& family, const Race& race) {
  const auto key = [&](const Access& access) {
    std::uint64_t all = 0;
    for (const std::uintptr_t frame : place_frames(family, access.stack)) all = mix(all, frame);
    return all;
  };
  return pair_key(key(race.later), key(race.earlier));
}

/// So that place_frames knows. REQUIRES: the caller has the report's lock.
void learn_owners(Family& family, StackId stack, Symbolizer& symbolizer) {
  SymbolizedStack& one = family.report_scratch.start;
  for (const std::uintptr_t frame : family.stacks.frames(stack)) {
    CodeOwner owner = family.owners.of(frame);
    if (owner == CodeOwner::kUnknown) {
      one.resolve({&frame, 1}, symbolizer);
      owner = std::ranges::any_of(one.frames(), is_own) ? CodeOwner::kProgram : CodeOwner::kOthers;
      family.owners.note(frame, owner);
    }
    if (owner == CodeOwner::kProgram) return;
  }
}

bool has_name(const Frame* place) { return place != nullptr && !(place->function.empty() && place->file.empty()); }

std::uint64_t place_key(const Frame& place) { return mix(mix(place.line == 0 ? place.function : place.file), place.line); }

/// Of the two source lines; of the code where they have no names.
std::uint64_t place_pair(std::uint64_t code, const SymbolizedStack& later, const SymbolizedStack& earlier) {
  if (!has_name(later.place()) || !has_name(earlier.place())) return code;
  return pair_key(place_key(*later.place()), place_key(*earlier.place()));
}

/// False: somebody does not want to know of it.
bool tell(const ToldRace& race, const ReportSettings& settings) {
  Family& family = race.family;
  if (settings.suppressions.suppress(race)) {
    family.suppressed.fetch_add(1);
    return false;
  }
  if (family.races.load() < settings.max_reports) {
    ReportScratch& scratch = family.report_scratch;
    Text text(scratch.text);
    settings.format == ReportFormat::kJson ? write_json(text, race, scratch.start) : write_text(text, race, scratch.start);
    write_report(text.str(), settings);
  }
  family.races.fetch_add(1);
  return true;
}

bool report_once(Family& family, const FoundRace& found, const ReportSettings& settings, Symbolizer& symbolizer) {
  SpinGuard guard(family.report_lock);
  if (!guard.held) return false;
  const auto& [_, later, earlier] = found.race;
  for (const Access& access : {later, earlier}) learn_owners(family, access.stack, symbolizer);
  const std::uint64_t code = code_pair(family, found.race);
  if (family.code_pairs.contains(code)) return false;
  ReportScratch& scratch = family.report_scratch;
  scratch.later.resolve(family.stacks.frames(later.stack), symbolizer);
  scratch.earlier.resolve(family.stacks.frames(earlier.stack), symbolizer);
  const std::uint64_t places = place_pair(code, scratch.later, scratch.earlier);
  bool told = false;
  if (!family.place_pairs.contains(places)) {
    const auto side = [&](const Access& access, const SymbolizedStack& stack, std::string_view when) {
      return Side{access, stack, family.processes.who(access.sid, access.epoch, access.record), when};
    };
    told = tell({.family = family,
                 .found = found,
                 .id = places,
                 .later = side(later, scratch.later, "later"),
                 .earlier = side(earlier, scratch.earlier, "earlier"),
                 .workspace = settings.workspace,
                 .symbolizer = symbolizer},
                settings);
  }
  // Only now: a process that is killed above leaves the race to the next one that sees it, or to the end.
  family.place_pairs.insert(places);
  family.code_pairs.insert(code);
  return told;
}

}  // namespace

void write_report(std::string_view text, const ReportSettings& settings) {
  const int log = settings.log_path == nullptr ? kStderr : open_for_append(settings.log_path);
  write_all(log < 0 ? kStderr : log, text);
  if (log >= 0 && log != kStderr) close_file(log);
}

bool report_race(Family& family, const Race& race, const ReportSettings& settings, Symbolizer& symbolizer) {
  const std::uint64_t code = code_pair(family, race);
  if (family.code_pairs.contains(code)) return false;
  const FoundRace found{.race = race, .on = family.regions.find(touched_by_both({.race = race, .on = {}}).first)};
  family.found.note(code, found);
  return report_once(family, found, settings, symbolizer);
}

void report_left_over(Family& family, const ReportSettings& settings, Symbolizer& symbolizer) {
  for (unsigned number = 0; number < FoundRaces::kEntries; ++number) {
    const std::optional<FoundRace> found = family.found.at(number);
    if (found) report_once(family, *found, settings, symbolizer);
  }
}

void report_total(Family& family, const ReportSettings& settings) {
  const std::uint32_t races = family.races.load();
  const std::uint32_t thread_reports = family.thread_reports.load();
  const std::uint32_t deadlocks = family.deadlocks.load();
  const std::uint32_t lock_orders = family.lock_order_reports.load();
  if (races + thread_reports + deadlocks + lock_orders == 0 && settings.log_path == nullptr) return;
  char buffer[200];
  Text text(buffer);
  text << "racelab: total process_races=" << races << " thread_reports=" << thread_reports;
  if (lock_orders != 0) text << " lock_orders=" << lock_orders;
  if (deadlocks != 0) text << " deadlocks=" << deadlocks;
  text << "\n";
  write_report(text.str(), settings);
}

}  // namespace race
