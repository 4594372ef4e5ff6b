#include "tool/program/find_races.h"

#include <algorithm>
#include <tuple>

#include "tool/program/code.h"
#include "tool/program/interpreter.h"
#include "tool/program/races.h"
#include "tool/program/report.h"
#include "tool/program/world.h"

namespace check {
namespace {

/// What memory may hold is learned from pass to pass; real programs settle after three or four.
constexpr int kMostPasses = 8;
/// How values grow in loops is learned in the first passes, and what was followed without knowing it is forgotten.
constexpr int kMostBeginnings = 3;

bool learned_something(World& world) {
  const bool memory = world.memory.take_changed();
  const bool signals = world.signals.take_changed();
  return world.symbols.take_changed() || memory || signals;
}

void follow_until_settled(World& world) {
  for (int pass = 0; pass < kMostPasses; ++pass) {
    world.log.clear();
    world.threads.forget_history();
    world.trips.clear();
    world.signals.forget_history();
    Interpreter(world).run_program();
    if (world.has_learned_growth || !learned_something(world)) return;
  }
}

}  // namespace

std::vector<Finding> find_races(std::span<const UnitSummary> units) {
  const Code code(units);
  World world(code);
  for (int beginning = 0; beginning < kMostBeginnings; ++beginning) {
    world.has_learned_growth = false;
    follow_until_settled(world);
    if (!world.has_learned_growth || beginning + 1 == kMostBeginnings) break;
    world.memory.clear();
    world.symbols.clear();
  }
  std::vector<Finding> findings;
  for (const Race& race : find_race_pairs(world)) findings.push_back(report(world, race));
  std::ranges::sort(findings, {}, [](const Finding& finding) {
    return std::tuple(finding.first.place, finding.second.place, finding.message);
  });
  return findings;
}

}  // namespace check
