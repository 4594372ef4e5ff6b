#include "runtime/sanitizer/report.h"

#include <bit>

#include "runtime/sanitizer/source_line.h"
#include "runtime/sanitizer/symbolized_stack.h"
#include "runtime/sanitizer/system.h"
#include "runtime/sanitizer/text.h"

namespace race {
namespace {

constexpr int kStderr = 2;
constexpr std::size_t kLongestSourceLine = 200;

struct Side {
  const Access& access;
  const SymbolizedStack& stack;
  std::string_view when;
};

std::uint64_t text_key(std::string_view text) {
  std::uint64_t key = text.size();
  for (char c : text) key = mix(key, static_cast<unsigned char>(c));
  return key;
}

/// Of the whole stacks: one function of a library may be called from many lines.
std::uint64_t code_pair(const Family& family, const Race& race) {
  const auto key = [&](const Access& access) {
    std::uint64_t all = 0;
    for (const std::uintptr_t frame : family.stacks.frames(access.stack)) all = mix(all, frame);
    return all;
  };
  return pair_key(key(race.later), key(race.earlier));
}

bool has_name(const Frame* place) { return place != nullptr && !(place->function.empty() && place->file.empty()); }

std::uint64_t place_key(const Frame& place) { return mix(text_key(place.line == 0 ? place.function : place.file), place.line); }

/// Of the two source lines; of the code where they have no names.
std::uint64_t place_pair(std::uint64_t code, const SymbolizedStack& later, const SymbolizedStack& earlier) {
  if (!has_name(later.place()) || !has_name(earlier.place())) return code;
  return pair_key(place_key(*later.place()), place_key(*earlier.place()));
}

std::string_view verb(const Access& access) {
  if (access.atomic) return access.write ? "atomic write" : "atomic read";
  return access.write ? "write" : "read";
}

void write_place(Text& text, std::string_view file, unsigned line, unsigned column) {
  text << (file.empty() ? "(unknown file)" : file);
  if (line != 0) text << ":" << line;
  if (line != 0 && column != 0) text << ":" << column;
}

void write_place(Text& text, const Frame& frame) { write_place(text, frame.file, frame.line, frame.column); }

void write_process(Text& text, const ProcessRecord* process) {
  if (process == nullptr) {
    text << "a process that ended long ago";
  } else {
    text << process->name << " (pid " << static_cast<std::uint64_t>(process->pid) << ")";
  }
}

const ProcessRecord* process_of(const Family& family, const Access& access) {
  return family.processes.who(access.sid, access.epoch, access.record);
}

std::uintptr_t first_byte(const Race& race) {
  return race.granule + static_cast<unsigned>(std::countr_zero(static_cast<unsigned>(race.later.bytes & race.earlier.bytes)));
}

std::uintptr_t last_byte(const Race& race) {
  return race.granule + static_cast<unsigned>(std::bit_width(static_cast<unsigned>(race.later.bytes & race.earlier.bytes))) - 1;
}

void write_headline(Text& text, const FoundRace& found) {
  const std::uintptr_t first = first_byte(found.race);
  const std::uintptr_t last = last_byte(found.race);
  const std::optional<mp::hooks::Region>& region = found.on;
  text << "racelab: race between processes on ";
  if (!region) {
    (text << "shared memory at ").hex(first) << "\n";
    return;
  }
  const auto begin = reinterpret_cast<std::uintptr_t>(region->begin);
  text << region->type << " (" << region->bytes << " bytes), bytes " << first - begin << " to " << last - begin
       << "\n  created at ";
  write_place(text, region->created.file_name(), region->created.line(), region->created.column());
  text << "\n";
}

void write_side(Text& text, const Family& family, const Side& side, std::string_view workspace) {
  text << "  " << side.when << ": " << verb(side.access) << " by ";
  write_process(text, process_of(family, side.access));
  const Frame* const place = side.stack.place();
  if (place == nullptr) {
    text << ", its place is lost\n";
    return;
  }
  text << " at ";
  write_place(text, *place);
  char buffer[kLongestSourceLine];
  const std::string_view source = source_line(place->file, place->line, workspace, buffer);
  if (!source.empty()) text << "\n    | " << source;
  text << "\n";
}

void write_frames(Text& text, const SymbolizedStack& stack) {
  unsigned folded = 0;
  unsigned number = 0;
  const auto write_folded = [&] {
    if (folded != 0)
      text << "       (" << folded << (folded == 1 ? " frame" : " frames") << " of the runtime and of libraries)\n";
    folded = 0;
  };
  for (const Frame& frame : stack.frames()) {
    const unsigned at = number++;
    if (!is_own(frame) && &frame != stack.place()) {
      ++folded;
      continue;
    }
    write_folded();
    text << "    #" << at << " " << (frame.function.empty() ? "(unknown function)" : frame.function) << " ";
    write_place(text, frame);
    text << "\n";
  }
  write_folded();
}

void write_stack(Text& text, Family& family, const Side& side, SymbolizedStack& scratch, Symbolizer& symbolizer) {
  const ProcessRecord* const process = process_of(family, side.access);
  text << "\n  " << side.when << ", in ";
  write_process(text, process);
  text << ":\n";
  write_frames(text, side.stack);
  if (process == nullptr || process->started_at == StackId{0}) return;
  scratch.resolve(family.stacks.frames(process->started_at), symbolizer);
  if (const Frame* const place = scratch.place()) {
    text << "    " << process->name << " was started at ";
    write_place(text, *place);
    text << "\n";
  }
}

void write_race(Text& text, Family& family, const FoundRace& found, std::string_view workspace, Symbolizer& symbolizer) {
  ReportScratch& scratch = family.report_scratch;
  const Side later{.access = found.race.later, .stack = scratch.later, .when = "later"};
  const Side earlier{.access = found.race.earlier, .stack = scratch.earlier, .when = "earlier"};
  text << "==================\n";
  write_headline(text, found);
  write_side(text, family, later, workspace);
  write_side(text, family, earlier, workspace);
  text << "  nothing orders the two: no start, join, lock or queue leads from the earlier to the later\n";
  write_stack(text, family, later, scratch.start, symbolizer);
  write_stack(text, family, earlier, scratch.start, symbolizer);
  if (const Frame* const place = later.stack.place(); place != nullptr && is_own(*place)) {
    text << "\n  next: bazel run tool -- " << place->file << "\n";
  }
  text << "==================\n";
}

void report_once(Family& family, std::uint64_t code, const FoundRace& found, const ReportSettings& settings,
                 Symbolizer& symbolizer) {
  SpinGuard guard(family.report_lock);
  if (!guard.held || family.code_pairs.contains(code)) return;
  ReportScratch& scratch = family.report_scratch;
  scratch.later.resolve(family.stacks.frames(found.race.later.stack), symbolizer);
  scratch.earlier.resolve(family.stacks.frames(found.race.earlier.stack), symbolizer);
  const std::uint64_t places = place_pair(code, scratch.later, scratch.earlier);
  if (!family.place_pairs.contains(places)) {
    Text text(scratch.text);
    write_race(text, family, found, settings.workspace, symbolizer);
    write_report(text.str(), settings);
    family.races.fetch_add(1);
  }
  // Only now: a process that is killed above leaves the race to the next one that sees it, or to the end.
  family.place_pairs.insert(places);
  family.code_pairs.insert(code);
}

}  // namespace

void write_report(std::string_view text, const ReportSettings& settings) {
  const int log = settings.log_path == nullptr ? kStderr : open_for_append(settings.log_path);
  write_all(log < 0 ? kStderr : log, text);
  if (log >= 0 && log != kStderr) close_file(log);
}

void report_race(Family& family, const Race& race, const ReportSettings& settings, Symbolizer& symbolizer) {
  const std::uint64_t code = code_pair(family, race);
  if (family.code_pairs.contains(code)) return;
  const FoundRace found{.race = race, .on = family.regions.find(first_byte(race))};
  family.found.note(code, found);
  report_once(family, code, found, settings, symbolizer);
}

void report_left_over(Family& family, const ReportSettings& settings, Symbolizer& symbolizer) {
  for (unsigned number = 0; number < FoundRaces::kEntries; ++number) {
    const std::optional<FoundRace> found = family.found.at(number);
    if (found) report_once(family, code_pair(family, found->race), *found, settings, symbolizer);
  }
}

void report_total(Family& family, const ReportSettings& settings) {
  const std::uint32_t races = family.races.load();
  const std::uint32_t thread_reports = family.thread_reports.load();
  if (races + thread_reports == 0 && settings.log_path == nullptr) return;
  char buffer[200];
  Text text(buffer);
  text << "racelab: total process_races=" << races << " thread_reports=" << thread_reports << "\n";
  write_report(text.str(), settings);
}

}  // namespace race
