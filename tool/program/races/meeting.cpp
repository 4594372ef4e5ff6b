#include "tool/program/races/meeting.h"

#include <fmt/core.h>

#include <vector>

#include "tool/program/races/parallel.h"
#include "tool/program/world/naming.h"

namespace check {

std::string why_parallel(const World& world, ThreadId first, ThreadId second, std::uint32_t level) {
  const std::vector<ThreadId> one = line_below(world, first, level);
  const std::vector<ThreadId> other = line_below(world, second, level);
  if (one.empty()) return fmt::format("{} is not joined before the first access", who(world, other.back()));
  if (other.empty()) return fmt::format("{} is not joined before the second access", who(world, one.back()));
  if (one.back() == other.back()) {
    return fmt::format("{} is started more than once, and no join lies between the starts", who(world, one.back()));
  }
  return fmt::format("{} and {} are started without a join between them", who(world, one.back()), who(world, other.back()));
}

}  // namespace check
