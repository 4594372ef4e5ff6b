// A race as a report tells it: the two accesses with names, who made them, and what they are about.
//
// Thread safety: none; it is put together and written under the report's lock. No allocation, no exceptions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "runtime/sanitizer/family/family.h"
#include "runtime/sanitizer/symbols/symbolized_stack.h"
#include "runtime/sanitizer/symbols/symbolizer.h"

namespace race {

struct Side {
  const Access& access;
  const SymbolizedStack& stack;
  const ProcessRecord* process;  ///< nullptr: it ended long ago, and its record is somebody else's
  std::string_view when;         ///< "later" or "earlier"
};

struct ToldRace {
  Family& family;
  const FoundRace& found;
  std::uint64_t id;  ///< of its two source lines, in either order: the same in every run
  Side later;
  Side earlier;
  std::string_view workspace;  ///< where relative source paths may be found; may be empty
  Symbolizer& symbolizer;
};

/// "write", "atomic read", ...
std::string_view kind_of(const Access& access);

/// What both accesses touch: offsets from the object's first byte, or addresses where the object is not known.
struct Touched {
  std::uintptr_t first;
  std::uintptr_t last;
};
Touched touched_by_both(const FoundRace& found);

/// Whether the place is the program's own, whose source racecheck can be given.
bool is_own_place(const Side& side);

/// Why it is a race, as the end of a sentence.
inline constexpr std::string_view kNothingOrders =
    "no lock is held by both, no start, join or queue leads from the one to the other";

inline constexpr std::size_t kLongestSourceLine = 200;  // more is cut off

/// What a lock is called that was held; nothing where its name is not known.
std::optional<Object> name_of_lock(std::uintptr_t lock, Family& family);

/// Where the mapping was made, as `scratch` knows it afterwards; nullptr when that is not known.
const Frame* maker_of(const Mapping& mapping, const ToldRace& race, SymbolizedStack& scratch);

/// Where the side's process was started, as `scratch` knows it afterwards; nullptr when that is not known.
const Frame* start_of(const Side& side, const ToldRace& race, SymbolizedStack& scratch);

}  // namespace race
