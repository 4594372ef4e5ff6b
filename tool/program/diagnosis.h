// What went wrong in a race, as far as the locks and flags around its two accesses tell. Each race has one diagnosis: the rule
// that says most about it.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <string>
#include <string_view>

#include "tool/program/races/races.h"
#include "tool/program/world/world.h"

namespace check {

struct Diagnosis {
  std::string_view rule;
  std::string how;  ///< ends the sentence "'x' is written by two threads at the same time"
};

Diagnosis diagnose(World& world, const Race& race);

}  // namespace check
