#include "tool/program/frame.h"

namespace check {

std::vector<ValueId> rounds_at(World& world, const Frame& frame, BlockId block) {
  std::vector<ValueId> rounds = frame.rounds;
  for (const BlockId head : frame.function->flow.loops_around[block]) rounds.push_back(round_of(world, frame, head));
  return rounds;
}

namespace {

std::vector<ValueId> instance_at(World& world, const Frame& frame, BlockId block) {
  std::vector<ValueId> instance = frame.instance;
  for (const BlockId head : frame.function->flow.loops_around[block]) instance.push_back(round_of(world, frame, head));
  return instance;
}

}  // namespace

LocationId local_place(World& world, const Frame& frame, std::uint32_t local) {
  const Object object{.kind = ObjectKind::kLocal,
                      .path = frame.path,
                      .a = local,
                      .b = static_cast<std::uint32_t>(frame.id),
                      .reachable = frame.code().locals[local].address_taken};
  return world.terms.object(world.objects.intern(object), instance_at(world, frame, frame.function->flow.home[local]));
}

LocationId allocated_place(World& world, const Frame& frame, BlockId block, std::uint32_t step) {
  const Object object{.kind = ObjectKind::kAllocated, .path = frame.path, .a = block, .b = step};
  return world.terms.object(world.objects.intern(object), instance_at(world, frame, block));
}

bool changes_in_loop(const World& world, const Frame& frame, BlockId head, ValueId symbol) {
  const SymbolKey& key = world.key_of(symbol);
  switch (key.kind) {
    case SymbolKind::kInstance:
    case SymbolKind::kIdentity:
    case SymbolKind::kParameter:
    case SymbolKind::kCall:
      return false;
    case SymbolKind::kWhich:
      return true;
    default:
      break;
  }
  if (key.path == frame.path) return key.a != head && frame.function->flow.is_in_loop(key.a, head);
  // Of a call that was made in the loop, or in a call that was.
  for (PathId path = key.path; !world.paths[path].is_root && !world.paths[path].is_shared; path = world.paths[path].caller) {
    if (world.paths[path].caller == frame.path) return frame.function->flow.is_in_loop(world.paths[path].call.block, head);
  }
  return false;
}

}  // namespace check
