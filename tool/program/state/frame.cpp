#include "tool/program/state/frame.h"

#include <algorithm>

namespace check {

namespace {

/// Adds the rounds of the loops around a block that are not followed one by one.
std::vector<ValueId> with_rounds(World& world, const Frame& frame, BlockId block, std::vector<ValueId> rounds) {
  for (const BlockId head : frame.function->flow.loops_around[block]) {
    if (std::ranges::find(frame.unrolled, head, &Round::head) == frame.unrolled.end())
      rounds.push_back(round_of(world, frame, head));
  }
  return rounds;
}

}  // namespace

PathId path_at(const Frame& frame, BlockId block) {
  PathId path = frame.path;
  for (const Round& round : frame.unrolled) {
    if (frame.function->flow.is_in_loop(block, round.head)) path = round.path;
  }
  return path;
}

std::vector<ValueId> rounds_at(World& world, const Frame& frame, BlockId block) {
  return with_rounds(world, frame, block, frame.rounds);
}

LocationId local_place(World& world, const Frame& frame, std::uint32_t local) {
  const Object object{.kind = ObjectKind::kLocal,
                      .path = path_at(frame, frame.function->flow.home[local]),
                      .a = local,
                      .b = static_cast<std::uint32_t>(frame.id),
                      .reachable = frame.code().locals[local].address_taken};
  return world.terms.object(world.objects.intern(object),
                            with_rounds(world, frame, frame.function->flow.home[local], frame.instance));
}

LocationId allocated_place(World& world, const Frame& frame, BlockId block, std::uint32_t step) {
  const Object object{.kind = ObjectKind::kAllocated, .path = path_at(frame, block), .a = block, .b = step};
  return world.terms.object(world.objects.intern(object), with_rounds(world, frame, block, frame.instance));
}

bool changes_in_loop(const World& world, const Frame& frame, BlockId head, ValueId symbol) {
  const SymbolKey& key = world.key_of(symbol);
  switch (key.kind) {
    case SymbolKind::kInstance:
    case SymbolKind::kIdentity:
    case SymbolKind::kParameter:
    case SymbolKind::kCall:
    case SymbolKind::kOneOf:
    case SymbolKind::kStill:
      return false;
    case SymbolKind::kWhich:  // of what a pointer leads to, as long as it is this pointer
      return world.terms.any_atom(static_cast<ValueId>(key.a),
                                  [&](ValueId atom) { return changes_in_loop(world, frame, head, atom); });
    default:
      break;
  }
  const PathId here = path_at(frame, head);
  if (key.path == here) return key.a != head && frame.function->flow.is_in_loop(key.a, head);
  // Of a call that was made in the loop, or in a call that was.
  for (PathId path = key.path; !world.paths[path].is_root && !world.paths[path].is_shared; path = world.paths[path].caller) {
    if (world.paths[path].caller == here) return frame.function->flow.is_in_loop(world.paths[path].call.block, head);
  }
  return false;
}

}  // namespace check
