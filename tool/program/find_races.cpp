#include "tool/program/find_races.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "tool/program/mistakes/mistakes.h"
#include "tool/program/races/races.h"
#include "tool/program/report.h"
#include "tool/program/walk/interpreter.h"
#include "tool/program/world/code.h"
#include "tool/program/world/world.h"

namespace check {
namespace {

/// What memory may hold is learned from pass to pass; real programs settle after three or four.
constexpr int kMostPasses = 8;
/// How values grow in loops is learned in the first passes, and what was followed without knowing it is forgotten.
constexpr int kMostBeginnings = 5;
/// A loop around starts that runs more often is followed as a whole.
constexpr std::int64_t kMostRoundsUnrolled = 10;

bool learned_something(World& world) {
  const bool memory = world.memory.take_changed();
  const bool signals = world.signals.take_changed();
  const bool sharing = std::exchange(world.has_learned_sharing, false);
  const bool owners = world.put_into_several != world.in_several;
  return world.symbols.take_changed() || memory || signals || sharing || owners;
}

/// Loops around starts and joins that run a few times are unrolled from now on; true if there are new ones.
bool choose_loops_to_unroll(World& world) {
  const std::size_t before = world.unrolled.size();
  for (const auto& [round, trips] : world.trips) {
    const SymbolKey& key = world.key_of(round);
    const Function& function = world.code[world.paths[key.path].function];
    const ValueNode& number = world.terms[trips];
    const bool is_few = number.kind == ValueKind::kNumber && number.number > 0 && number.number <= kMostRoundsUnrolled;
    if (is_few && function.thread_loops.contains(key.a)) world.unrolled.try_emplace({key.path, key.a}, number.number);
  }
  return world.unrolled.size() > before;
}

/// What all passes together may take, in blocks: so much, and so often each block of the program.
constexpr std::size_t kMostWork = 150'000;
constexpr std::size_t kMostRoundsOfProgram = 16;

/// What was done so far.
struct Progress {
  std::size_t work = 0;       ///< in blocks
  bool is_cut_short = false;  ///< the last pass did not enter all calls, or something was learned and no pass came after it
};

std::size_t most_work(const World& world) { return kMostWork + kMostRoundsOfProgram * world.code.blocks(); }

/// False if there is no time left for another pass. The last beginning goes on whatever it learns of loops: after one pass hardly
/// anything is known of what memory holds.
bool follow_until_settled(World& world, Progress& progress, bool is_last) {
  for (int pass = 0; pass < kMostPasses; ++pass) {
    world.has_learned_growth = false;
    world.log.clear();
    world.events.clear();
    world.puts.clear();
    world.in_several = std::exchange(world.put_into_several, {});
    world.recursive_locks.clear();
    world.threads.forget_history();
    world.trips.clear();
    world.alternatives.clear();
    world.addresses_or_null.clear();
    world.stored_choices.clear();
    world.chosen_before_store.clear();
    world.signals.forget_history();
    world.tickets.clear();
    world.broken_locks.clear();
    world.fleeting.clear();
    world.broken_claims.clear();
    world.lock_order.clear();
    for (auto& [pointer, exchange] : world.exchanges) exchange = {.from = {}, .others = {}, .is_exchange = exchange.is_exchange};
    Interpreter interpreter(world);
    interpreter.run_program();
    progress.work += interpreter.work();
    const bool is_late = progress.work > most_work(world);
    progress.is_cut_short = is_late || interpreter.is_exhausted();
    if (is_late) return false;
    world.has_learned_growth = choose_loops_to_unroll(world) || world.has_learned_growth;
    const bool has_learned = learned_something(world) || world.has_learned_growth;
    if (!has_learned || (world.has_learned_growth && !is_last)) return true;
  }
  return true;
}

/// Follows the program, until nothing more is learned of it. False if it is too large for that.
bool follow(World& world) {
  Progress progress;
  for (int beginning = 0; beginning < kMostBeginnings; ++beginning) {
    const bool is_last = beginning + 1 == kMostBeginnings || progress.work > most_work(world) / 2;
    if (!follow_until_settled(world, progress, is_last)) break;
    if (is_last || !world.has_learned_growth) break;
    world.memory.clear();
    world.symbols.clear();
  }
  return !progress.is_cut_short;
}

}  // namespace

std::vector<Finding> find_races(std::span<const UnitSummary> units, LockTrouble* trouble, bool* is_cut_short) {
  const Code code(units);
  World world(code);
  const bool is_followed = follow(world);
  if (is_cut_short != nullptr) *is_cut_short = !is_followed;
  if (trouble != nullptr) *trouble = {world.lock_order.taken_again(), world.lock_order.in_circles()};
  std::vector<Finding> findings;
  for (const Race& race : find_race_pairs(world)) findings.push_back(report(world, race));
  for (Finding& mistake : find_mistakes(world)) findings.push_back(std::move(mistake));
  std::ranges::sort(findings, {}, [](const Finding& finding) {
    return std::tuple(finding.first.place, finding.second ? finding.second->place : Place{}, finding.message);
  });
  return findings;
}

std::vector<LockedAccess> find_accesses(std::span<const UnitSummary> units) {
  const Code code(units);
  World world(code);
  follow(world);
  std::vector<LockedAccess> accesses;
  for (const RecordedAccess& recorded : world.log.accesses())
    if (!recorded.access.atomic) accesses.push_back(locked_access(world, recorded));
  return accesses;
}

}  // namespace check
