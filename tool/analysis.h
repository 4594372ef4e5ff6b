// The analysis in two steps: a translation unit becomes plain data, and the data of all units becomes findings.
//
// Summaries may be made in parallel, kept, and merged: races between files are found.
#pragma once

#include "tool/program/find_races.h"  // IWYU pragma: export
#include "tool/summary/summarize.h"   // IWYU pragma: export
