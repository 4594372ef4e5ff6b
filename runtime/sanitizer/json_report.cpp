#include "runtime/sanitizer/json_report.h"

namespace race {
namespace {

void write_string(Text& text, std::string_view value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  text << "\"";
  for (const char& letter : value) {
    const auto code = static_cast<unsigned char>(letter);
    if (letter == '"' || letter == '\\') {
      text << "\\" << std::string_view(&letter, 1);
    } else if (code < 0x20) {
      text << "\\u00" << kDigits.substr(code / 16, 1) << kDigits.substr(code % 16, 1);
    } else {
      text << std::string_view(&letter, 1);
    }
  }
  text << "\"";
}

void write_place(Text& text, std::string_view file, unsigned line, unsigned column, std::string_view function,
                 std::string_view source) {
  text << "{\"file\":";
  write_string(text, file);
  text << ",\"line\":" << line << ",\"column\":" << column << ",\"function\":";
  write_string(text, function);
  text << ",\"text\":";
  write_string(text, source);
  text << "}";
}

void write_place(Text& text, const Frame& frame, const ToldRace& race) {
  char buffer[kLongestSourceLine];
  write_place(text, frame.file, frame.line, frame.column, frame.function, source_at(frame, race, buffer));
}

void write_place(Text& text, const std::source_location& place) {
  write_place(text, place.file_name(), place.line(), place.column(), place.function_name(), "");
}

void write_object(Text& text, std::string_view type, std::size_t bytes, std::uintptr_t first, std::uintptr_t last) {
  text << "{\"type\":";
  write_string(text, type);
  text << ",\"bytes\":" << bytes << ",\"first\":" << first << ",\"last\":" << last << ",\"created\":";
}

void write_object(Text& text, const ToldRace& race, SymbolizedStack& scratch) {
  const auto [first, last] = touched_by_both(race.found);
  if (const auto& region = race.found.on) {
    write_object(text, region->type, region->bytes, first, last);
    write_place(text, region->created);
  } else if (const std::optional<Mapping> mapping = race.family.foreign.find(first)) {
    write_object(text, "mmap", mapping->bytes, first - mapping->begin, last - mapping->begin);
    const Frame* const maker = maker_of(*mapping, race, scratch);
    maker != nullptr ? write_place(text, *maker, race) : static_cast<void>(text << "null");
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
    const std::optional<mp::hooks::Region> named = name_of_lock(lock, race);
    text << before << "{\"name\":";
    write_string(text, named ? named->type : "a lock");
    text << ",\"shared\":false,\"acquired\":null,\"created\":";
    named ? write_place(text, named->created) : static_cast<void>(text << "null");
    text << "}";
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
    write_string(text, side.process->name);
    text << ",\"place\":";
    write_place(text, *start, race);
    text << "}";
    before = ",";
  }
  const std::span<const Frame> frames = side.stack.frames();
  for (std::size_t outer = frames.size(); outer > 1; --outer) {
    const Frame& caller = frames[outer - 1];
    if (!is_own(caller)) continue;
    text << before << "{\"kind\":\"call\",\"callee\":";
    write_string(text, frames[outer - 2].function);
    text << ",\"place\":";
    write_place(text, caller, race);
    text << "}";
    before = ",";
  }
  text << "]";
}

void write_access(Text& text, const Side& side, const ToldRace& race, SymbolizedStack& scratch) {
  text << "{\"kind\":";
  write_string(text, kind_of(side.access));
  text << ",\"path\":null,\"process\":";
  if (side.process == nullptr) {
    text << "null";
  } else {
    text << "{\"name\":";
    write_string(text, side.process->name);
    text << ",\"pid\":" << static_cast<std::uint64_t>(side.process->pid) << "}";
  }
  text << ",\"place\":";
  if (const Frame* const place = side.stack.place()) {
    write_place(text, *place, race);
  } else {
    text << "null";
  }
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
  write_string(text, kNothingOrders);
  text << ",\"fingerprint\":\"";
  text.hex(race.id) << "\"}\n";
}

}  // namespace race
