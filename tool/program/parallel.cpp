#include "tool/program/parallel.h"

#include <algorithm>

namespace check {
namespace {

template <class Id>
bool contains_id(const std::vector<Id>& sorted, Id id) {
  return std::ranges::binary_search(sorted, id);
}

bool is_over(const Company& company, ThreadId thread) { return contains_id(company.over, thread); }

bool is_running(const Company& company, const std::vector<ThreadId>& line) {
  return std::ranges::any_of(company.running,
                             [&](const Running& other) { return std::ranges::find(line, other.thread) != line.end(); });
}

/// `first` posts a signal later than this access, and the other access has seen it.
bool is_seen(const World& world, const Access& first, const Access& second) {
  const Company& before = world.log[first.company];
  const Company& after = world.log[second.company];
  for (const LocationId signal : after.seen) {
    if (world.log[first.locks].holds(signal)) return true;  // inside what runs only once
    const Signal* posts = world.signals.find(signal);
    if (posts == nullptr || posts->is_unordered) continue;
    if (posts->is_one_shot && contains_id(before.unset, signal)) return true;  // the first itself is about to post
    if (contains_id(before.posted, signal)) continue;
    const bool only_first = posts->posters.size() == 1 && *posts->posters.begin() == first.thread;
    if (only_first && !world.threads[first.thread].meets_itself) return true;
  }
  return false;
}

}  // namespace

std::vector<ThreadId> line_below(const World& world, ThreadId thread, std::uint32_t level) {
  std::vector<ThreadId> line;
  for (; world.threads[thread].level > level; thread = world.threads[thread].parent) line.push_back(thread);
  return line;
}

std::vector<std::uint32_t> parting_levels(const World& world, const Access& a, const Access& b) {
  std::vector<std::uint32_t> levels;
  if (is_seen(world, a, b) || is_seen(world, b, a)) return levels;
  if (is_over(world.log[a.company], b.thread) || is_over(world.log[b.company], a.thread)) return levels;
  const std::uint32_t deepest_a = world.threads[a.thread].level;
  const std::uint32_t deepest_b = world.threads[b.thread].level;
  for (std::uint32_t level = 0; level <= std::min(deepest_a, deepest_b); ++level) {
    if (world.threads.ancestor(a.thread, level) != world.threads.ancestor(b.thread, level)) break;
    const std::vector<ThreadId> line_a = line_below(world, a.thread, level);
    const std::vector<ThreadId> line_b = line_below(world, b.thread, level);
    bool meet = false;
    if (line_a.empty() && line_b.empty()) {
      meet = false;  // one thread
    } else if (line_a.empty()) {
      meet = is_running(world.log[a.company], line_b);
    } else if (line_b.empty()) {
      meet = is_running(world.log[b.company], line_a);
    } else if (line_a.back() == line_b.back()) {
      meet = world.threads[line_a.back()].meets_itself;
    } else {
      const auto meets = [&](ThreadId started, const std::vector<ThreadId>& line) {
        return std::ranges::any_of(line, [&](ThreadId other) { return world.threads[started].meets.contains(other); });
      };
      meet = meets(line_a.back(), line_b) || meets(line_b.back(), line_a);
    }
    if (meet) levels.push_back(level);
  }
  return levels;
}

}  // namespace check
