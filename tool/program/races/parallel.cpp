#include "tool/program/races/parallel.h"

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

/// A counter begins at zero, and all but this thread count down only what it has counted up.
bool counts_up_alone(const World& world, ThreadId thread, LocationId signal, const Signal& posts) {
  const Targets initial = world.memory.initial(signal);
  const bool begins_at_zero =
      !initial.anything && initial.values.size() == 1 && world.terms.is_number(*initial.values.begin(), 0);
  return begins_at_zero && posts.places.size() > 1 && std::ranges::all_of(posts.places, [&](const auto& places) {
           const auto is_by_thread = [&](const PostPlace& post) { return world.paths[post.path].thread == thread; };
           return places.first == PostKind::kDown || std::ranges::all_of(places.second, is_by_thread);
         });
}

/// Whoever posts has claimed what only one thread gets, and so has the thread of the access: it is the one that posts.
bool is_posted_by_claimer(const World& world, const std::vector<LocationId>& claims, const Signal& posts) {
  const auto is_one_variable = [&](LocationId place) {
    while (world.terms[place].kind == PlaceKind::kField) place = world.terms[place].parent;
    return world.terms[place].kind == PlaceKind::kObject && world.terms.is_definite(place) && !world.terms.has_atoms(place);
  };
  return posts.claims && std::ranges::any_of(intersection(claims, *posts.claims), [&](LocationId claim) {
           return is_one_variable(claim) && !world.broken_claims.contains(claim);
         });
}

/// The access comes before every post of the signal that another thread can see first.
bool is_before(const World& world, const Access& access, LocationId signal, const Signal& posts) {
  const Company& company = world.log[access.company];
  if (posts.is_one_shot && contains_id(company.unset, signal)) return true;  // its thread itself is about to post
  if (company.order.posted.contains(signal) || !posts.posters.contains(access.thread)) return false;
  if (is_posted_by_claimer(world, company.order.claims, posts)) return true;
  const bool is_first = posts.posters.size() == 1 || counts_up_alone(world, access.thread, signal, posts);
  return is_first && !world.threads[access.thread].meets_itself;
}

/// `first` posts a signal later than this access, and the other access has seen it.
bool is_seen(const World& world, const Access& first, const Access& second) {
  const PlaceList& seen = world.log[second.company].order.seen;
  if (seen.places().empty()) return false;
  const Company& before = world.log[first.company];
  const PlaceList& all = world.signals.with_shown(seen);
  // Inside what runs only once, or part of a task, whose result is posted when it is over.
  const auto is_inside = [&](const Lock& lock) { return all.contains(lock.place); };
  const auto is_result = [&](LocationId task) { return world.terms.is_definite(task) && all.contains(task); };
  if (std::ranges::any_of(world.log[first.locks].locks(), is_inside) || std::ranges::any_of(before.order.tasks, is_result))
    return true;
  const auto is_posted_later = [&](LocationId signal) {
    const Signal* posts = all.contains(signal) ? world.signals.find(signal) : nullptr;
    return posts != nullptr && !posts->is_unordered() && is_before(world, first, signal, *posts);
  };
  return std::ranges::any_of(world.signals.of_poster(first.thread), is_posted_later) ||
         std::ranges::any_of(before.unset, is_posted_later);
}

/// Both are, or are below, what is started inside of what runs only once, whoever comes first there: all but one of its starters
/// start nothing.
bool are_started_once(const World& world, const std::vector<ThreadId>& a, const std::vector<ThreadId>& b) {
  return std::ranges::any_of(a, [&](ThreadId one) {
    const Thread& first = world.threads[one];
    return first.once && std::ranges::any_of(b, [&](ThreadId other) {
             const Thread& second = world.threads[other];
             const bool has_one_starter = one == other && one == a.back();
             return second.once == first.once && second.start == first.start && (!has_one_starter || first.is_alone_in_once);
           });
  });
}

}  // namespace

std::optional<LocationId> relaxed_flag(const World& world, const Access& first, const Access& second) {
  const Company& after = world.log[second.company];
  const auto is_relaxed = [&](LocationId signal, bool is_seen) {
    const Signal* posts = world.signals.find(signal);
    if (posts == nullptr || posts->is_plain || (is_seen && !posts->is_unordered())) return false;
    return is_before(world, first, signal, *posts);
  };
  for (const LocationId signal : after.order.noticed) {
    if (is_relaxed(signal, false)) return signal;
  }
  for (const LocationId signal : after.order.seen) {
    if (is_relaxed(signal, true)) return signal;
  }
  return std::nullopt;
}

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
    if (are_started_once(world, line_a, line_b)) continue;
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
