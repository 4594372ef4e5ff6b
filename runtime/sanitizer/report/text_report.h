// A race between processes as text that a person reads. Its first six lines tell it all: what is shared and who created it, the
// two accesses with their source lines, their processes and the locks that they held, and what to do next. Then come the stacks.
//
// As told_race.h.
#pragma once

#include "runtime/sanitizer/report/told_race.h"
#include "runtime/sanitizer/system/text.h"

namespace race {

/// `scratch` is for the stacks of the starts.
void write_text(Text& text, const ToldRace& race, SymbolizedStack& scratch);

}  // namespace race
