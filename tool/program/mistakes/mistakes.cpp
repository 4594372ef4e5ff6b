#include "tool/program/mistakes/mistakes.h"

#include <iterator>

namespace check {

std::vector<Finding> find_mistakes(World& world) {
  std::vector<Finding> all;
  for (const auto& find : {find_lock_order_cycles, find_double_locks, find_locks_not_released, find_split_updates,
                           find_waits_without_loop, find_private_copies, find_joins_before_drain, find_over_locked}) {
    std::vector<Finding> found = find(world);
    all.insert(all.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
  }
  return all;
}

}  // namespace check
