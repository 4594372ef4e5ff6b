// The loops of a function, found once: in which order its blocks are visited, and which registers outlive their block.
//
// Blocks are ordered by a weak topological order (F. Bourdoncle, "Efficient chaotic iteration strategies with widenings", 1993):
// a loop is its head and then its body, and is repeated until nothing changes before what follows it is looked at.
//
// Thread safety: a value type.
#pragma once

#include <cstdint>
#include <vector>

#include "tool/unit_summary.h"

namespace check {

using BlockId = std::uint32_t;

struct Component {
  BlockId head = 0;
  bool is_loop = false;
  std::vector<Component> body;  ///< of a loop, without its head
};

struct Flow {
  std::vector<Component> order;
  std::vector<std::vector<BlockId>>
      loops_around;                   ///< by block: heads of the loops it stands in, outermost first; a head stands in its own
  std::vector<BlockId> home;          ///< by local: the block where it begins to live; the entry for parameters
  std::vector<std::int32_t> lasting;  ///< by register: its index among those that outlive their block, or -1
  std::uint32_t lasting_count = 0;

  bool is_in_loop(BlockId block, BlockId head) const;
};

Flow find_flow(const FunctionSummary& function);

}  // namespace check
