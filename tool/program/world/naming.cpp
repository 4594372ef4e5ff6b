#include "tool/program/world/naming.h"

#include <fmt/core.h>

#include <algorithm>

namespace check {
namespace {

StepKind kind_of(const Thread& thread) {
  return thread.kind == ThreadKind::kProcess ? StepKind::kProcessStart : StepKind::kThreadStart;
}

}  // namespace

const Step& step_at(const World& world, const Site& site) {
  return world.code[site.function].summary->blocks[site.block].steps[site.step];
}

std::string name_of(const World& world, FunctionId id) {
  const Function& function = world.code[id];
  return function.text(function.summary->name);
}

Place place_of(const World& world, const Site& site) {
  const Function& function = world.code[site.function];
  const Step& step = step_at(world, site);
  return {.file = function.text(function.summary->file),
          .line = step.line,
          .column = step.column,
          .function = name_of(world, site.function)};
}

std::string text_at(const World& world, const Site& site) {
  std::string text = world.code[site.function].text(step_at(world, site).text);
  if (text.starts_with('&')) text.erase(0, 1);
  return text;
}

std::string lock_name(const World& world, const Lock& lock) {
  const std::string name = text_at(world, world.sites[static_cast<SiteId>(lock.taken)]);
  return name.empty() ? "a lock" : name;
}

std::vector<CallStep> call_path(const World& world, PathId id) {
  std::vector<CallStep> steps;
  while (true) {
    const Path& path = world.paths[id];
    if (path.round >= 0) {
      id = path.caller;
      continue;
    }
    if (!path.is_root && !path.is_shared) {
      steps.push_back({.kind = StepKind::kCall, .place = place_of(world, path.call), .callee = name_of(world, path.function)});
      id = path.caller;
      continue;
    }
    if (path.thread != kMainThread) {
      const Thread& thread = world.threads[path.thread];
      const FunctionId body = thread.bodies.empty() || path.is_root ? path.function : *thread.bodies.begin();
      steps.push_back({.kind = kind_of(thread), .place = place_of(world, thread.start), .callee = name_of(world, body)});
    }
    break;
  }
  std::ranges::reverse(steps);
  return steps;
}

std::string who(const World& world, ThreadId thread) {
  if (thread == kMainThread) return "main";
  const Thread& info = world.threads[thread];
  const Place start = place_of(world, info.start);
  const std::string body = info.bodies.empty() ? "?" : name_of(world, *info.bodies.begin());
  return fmt::format("the {} that runs '{}', started in line {}", info.kind == ThreadKind::kProcess ? "process" : "thread", body,
                     start.line);
}

SiteId load_of(World& world, ValueId symbol) {
  const SymbolKey& key = world.key_of(symbol);
  return world.sites.intern({.function = world.paths[key.path].function, .block = key.a, .step = key.b});
}

bool is_real_lock(const World& world, const Lock& lock) {
  const Step& step = step_at(world, world.sites[static_cast<SiteId>(lock.taken)]);
  const bool is_of_once = step.model == Model::kOnce || step.model == Model::kOnceEnter || step.model == Model::kBarrierWait;
  return step.op == Op::kLibrary && !is_of_once && !lock.is_of_taker;
}

/// Stands for another lock that is held, too.
bool is_of_owner(const World& world, LocationId lock) {
  const PlaceNode& node = world.terms[lock];
  if (node.kind != PlaceKind::kElement) return false;
  const PlaceNode& parent = world.terms[node.parent];
  return parent.kind == PlaceKind::kField && static_cast<NameId>(parent.id) == world.lock_field;
}

namespace {

HeldLock named(const World& world, const Lock& lock) {
  return {.name = lock_name(world, lock),
          .shared = lock.mode == LockMode::kShared,
          .acquired = place_of(world, world.sites[static_cast<SiteId>(lock.taken)])};
}

}  // namespace

std::vector<HeldLock> held_locks(const World& world, const Lockset& locks) {
  std::vector<HeldLock> held;
  for (const Lock& lock : locks.locks()) {
    if (!lock.is_of_taker && !is_of_owner(world, lock.place)) held.push_back(named(world, lock));
  }
  return held;
}

std::vector<HeldLock> guarding_locks(const World& world, const Lockset& locks) {
  std::vector<HeldLock> guarding;
  for (const Lock& lock : locks.locks()) {
    if (!is_of_owner(world, lock.place)) guarding.push_back(named(world, lock));
  }
  return guarding;
}

}  // namespace check
