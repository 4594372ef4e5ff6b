// One call of one function while it is analysed.
//
// Thread safety: none; it lives on the stack of the analysis.
#pragma once

#include <cstdint>
#include <vector>

#include "tool/program/state/state.h"
#include "tool/program/terms/ids.h"
#include "tool/program/world/code.h"
#include "tool/program/world/places.h"
#include "tool/program/world/world.h"

namespace check {

/// A round of a loop that is followed by itself.
struct Round {
  BlockId head = 0;
  PathId path{};
};

struct Frame {
  FunctionId id{};
  const Function* function = nullptr;
  PathId path{};
  std::vector<ValueId>
      instance;  ///< which instance of the thread, and which rounds of the callers' loops: of every object made here
  std::vector<ValueId> rounds;  ///< of the callers' loops
  std::vector<Round> unrolled;  ///< the rounds that are being followed, outermost first

  const FunctionSummary& code() const { return *function->summary; }
  Site site(BlockId block, std::uint32_t step) const { return {.function = id, .block = block, .step = step}; }
};

/// The call, or the round of a loop in it, that the block belongs to.
PathId path_at(const Frame& frame, BlockId block);

/// The symbol that counts the rounds of a loop in this call.
inline ValueId round_of(World& world, const Frame& frame, BlockId head) {
  return world.symbol({.kind = SymbolKind::kRound, .path = path_at(frame, head), .a = head});
}

/// The rounds of all loops around a block, the callers' first.
std::vector<ValueId> rounds_at(World& world, const Frame& frame, BlockId block);

LocationId local_place(World& world, const Frame& frame, std::uint32_t local);
LocationId allocated_place(World& world, const Frame& frame, BlockId block, std::uint32_t step);

/// Whether the symbol gets a new meaning in each round of the loop.
bool changes_in_loop(const World& world, const Frame& frame, BlockId head, ValueId symbol);

/// One way out of a function.
struct Exit {
  State state;
  ValueId value = kUnknownValue;
};

}  // namespace check
