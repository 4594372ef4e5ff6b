// A race between processes as one JSON object on one line, with the keys of racecheck's findings (docs/racecheck.md): so what
// reads the one reads the other. Beside them each access has its `process` (`name`, `pid`), and there is `object` (`type`,
// `bytes`, `first`, `last`, `created`).
//
// As told_race.h.
#pragma once

#include "runtime/sanitizer/report/told_race.h"
#include "runtime/sanitizer/system/text.h"

namespace race {

/// `scratch` is for the stacks of the starts.
void write_json(Text& text, const ToldRace& race, SymbolizedStack& scratch);

}  // namespace race
