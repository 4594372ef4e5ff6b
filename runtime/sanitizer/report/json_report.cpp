#include "runtime/sanitizer/report/json_report.h"

#include "runtime/sanitizer/report/json_pieces.h"

namespace race {
namespace {

void write_object(Text& text, std::string_view type, std::size_t bytes, std::uintptr_t first, std::uintptr_t last) {
  text << "{\"type\":";
  json::write_string(text, type);
  text << ",\"bytes\":" << bytes << ",\"first\":" << first << ",\"last\":" << last << ",\"created\":";
}

void write_object(Text& text, const ToldRace& race, SymbolizedStack& scratch) {
  const auto [first, last] = touched_by_both(race.found);
  if (const auto& region = race.found.on) {
    write_object(text, region->type, region->bytes, first, last);
    json::write_place(text, region->created);
  } else if (const std::optional<Mapping> mapping = race.family.foreign.find(first)) {
    write_object(text, "mmap", mapping->bytes, first - mapping->begin, last - mapping->begin);
    const Frame* const maker = maker_of(*mapping, race, scratch);
    json::write_place(text, maker, race.workspace);
  } else {
    text << "{\"type\":null,\"bytes\":null,\"first\":" << first << ",\"last\":" << last << ",\"created\":null";
  }
  text << "}";
}

void write_locks(Text& text, LockSetId locks, const ToldRace& race) {
  if (locks == kUnknownLocks) {
    text << "null";
    return;
  }
  text << "[";
  const char* before = "";
  const LockSet none{};
  const LockSet& set = locks == kNoLocks ? none : race.family.lock_sets.at(locks);
  for (const std::uintptr_t lock : set.named()) {
    text << before;
    json::write_lock(text, lock, race.family);
    before = ",";
  }
  text << "]";
}

/// From the process's start to the access, as in racecheck's findings.
void write_call_path(Text& text, const Side& side, const ToldRace& race, SymbolizedStack& scratch) {
  text << "[";
  const char* before = "";
  if (const Frame* const start = start_of(side, race, scratch)) {
    text << "{\"kind\":\"process_start\",\"callee\":";
    json::write_string(text, side.process->name);
    text << ",\"place\":";
    json::write_place(text, start, race.workspace);
    text << "}";
    before = ",";
  }
  const std::span<const Frame> frames = side.stack.frames();
  for (std::size_t outer = frames.size(); outer > 1; --outer) {
    const Frame& caller = frames[outer - 1];
    if (!is_own(caller)) continue;
    text << before << "{\"kind\":\"call\",\"callee\":";
    json::write_string(text, frames[outer - 2].function);
    text << ",\"place\":";
    json::write_place(text, &caller, race.workspace);
    text << "}";
    before = ",";
  }
  text << "]";
}

void write_access(Text& text, const Side& side, const ToldRace& race, SymbolizedStack& scratch) {
  text << "{\"kind\":";
  json::write_string(text, kind_of(side.access));
  text << ",\"path\":null,\"process\":";
  json::write_process(text, side.process);
  text << ",\"place\":";
  json::write_place(text, side.stack.place(), race.workspace);
  text << ",\"locks\":";
  write_locks(text, side.access.locks, race);
  text << ",\"call_path\":";
  write_call_path(text, side, race, scratch);
  text << "}";
}

}  // namespace

void write_json(Text& text, const ToldRace& race, SymbolizedStack& scratch) {
  text << "{\"rule\":\"racelab-process-race\",\"severity\":\"warning\",\"class\":\"order\",\"message\":"
          "\"two processes access the same shared memory, and nothing orders them\",\"object\":";
  write_object(text, race, scratch);
  text << ",\"accesses\":[";
  write_access(text, race.later, race, scratch);
  text << ",";
  write_access(text, race.earlier, race, scratch);
  text << "],\"why_parallel\":";
  json::write_string(text, kNothingOrders);
  text << ",\"fingerprint\":\"";
  text.hex(race.id) << "\"}\n";
}

}  // namespace race
