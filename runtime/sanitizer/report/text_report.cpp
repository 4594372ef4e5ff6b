#include "runtime/sanitizer/report/text_report.h"

#include "runtime/sanitizer/report/text_pieces.h"

namespace race {
namespace {

void write_mapping(Text& text, const Mapping& mapping, const Touched& touched, const ToldRace& race, SymbolizedStack& scratch) {
  text << "a shared mapping (" << mapping.bytes << " bytes), bytes " << touched.first - mapping.begin << " to "
       << touched.last - mapping.begin << ", made at ";
  const Frame* const maker = maker_of(mapping, race, scratch);
  maker != nullptr ? write_place(text, *maker) : static_cast<void>(text << "(unknown place)");
}

void write_headline(Text& text, const ToldRace& race, SymbolizedStack& scratch) {
  const Touched touched = touched_by_both(race.found);
  text << "racelab: race between processes on ";
  if (const auto& region = race.found.on) {
    text << region->type << " (" << region->bytes << " bytes), bytes " << touched.first << " to " << touched.last
         << ", created at ";
    write_place(text, region->created.file, region->created.line, region->created.column);
  } else if (const std::optional<Mapping> mapping = race.family.foreign.find(touched.first)) {
    write_mapping(text, *mapping, touched, race, scratch);
  } else {
    (text << "shared memory at ").hex(touched.first);
  }
  text << "\n";
}

void write_locks(Text& text, LockSetId locks, const ToldRace& race) {
  if (locks == kNoLocks) {
    text << ", holding no lock";
  } else if (locks == kUnknownLocks) {
    text << ", holding locks that are not known";
  } else {
    const LockSet& set = race.family.lock_sets.at(locks);
    const char* before = ", holding ";
    for (const std::uintptr_t lock : set.named()) {
      text << before;
      write_lock(text, lock, race.family);
      before = " and ";
    }
    if (set.count > set.named().size()) text << " and " << set.count - set.named().size() << " more";
  }
}

void write_side(Text& text, const Side& side, const ToldRace& race) {
  text << "  " << side.when << ": " << kind_of(side.access) << " by ";
  write_process(text, side.process);
  const Frame* const place = side.stack.place();
  if (place == nullptr) {
    text << ", its place is lost";
  } else {
    text << " at ";
    write_place(text, *place);
  }
  write_locks(text, side.access.locks, race);
  text << "\n";
  if (place == nullptr) return;
  write_source(text, *place, race.workspace);
}

void write_stack(Text& text, const Side& side, const ToldRace& race, SymbolizedStack& scratch) {
  text << "\n  " << side.when << ", in ";
  write_process(text, side.process);
  text << ":\n";
  write_frames(text, side.stack);
  if (const Frame* const place = start_of(side, race, scratch)) {
    text << "    " << side.process->name << " was started at ";
    write_place(text, *place);
    text << "\n";
  }
}

}  // namespace

void write_text(Text& text, const ToldRace& race, SymbolizedStack& scratch) {
  text << "==================\n";
  write_headline(text, race, scratch);
  write_side(text, race.later, race);
  write_side(text, race.earlier, race);
  text << "  nothing orders the two: " << kNothingOrders;
  if (is_own_place(race.later)) text << "; next: bazel run tool -- " << race.later.stack.place()->file;
  text << "\n";
  write_stack(text, race.later, race, scratch);
  write_stack(text, race.earlier, race, scratch);
  (text << "\n  id ").hex(race.id) << "\n==================\n";
}

}  // namespace race
