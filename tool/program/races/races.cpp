#include "tool/program/races/races.h"

#include <algorithm>
#include <compare>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "tool/program/races/conflict.h"
#include "tool/program/races/handover.h"
#include "tool/program/races/parallel.h"
#include "tool/program/races/recursion.h"

namespace check {
namespace {

/// Accesses that differ only in where they stand in the code: what is true of one is true of all.
using Group = std::vector<const RecordedAccess*>;

/// Of an object with more groups those are compared that race most likely.
constexpr std::size_t kMostGroups = 400;

/// Pairs of lines that are told of one variable or field: who mends these sees the others.
constexpr std::size_t kMostOfOnePlace = 12;

using Line = std::tuple<std::string, std::uint32_t>;

Line line_of(const World& world, const RecordedAccess& recorded) {
  const Site& site = world.sites[recorded.access.site];
  const Function& function = world.code[site.function];
  return {function.text(function.summary->file), function.summary->blocks[site.block].steps[site.step].line};
}

std::size_t length_of(const World& world, PathId path) {
  std::size_t length = 0;
  for (; !world.paths[path].is_root && !world.paths[path].is_shared; path = world.paths[path].caller) ++length;
  return length;
}

/// Higher says more: writes before reads, few calls before many.
auto weight(const World& world, const Race& race) {
  const auto writes = [](const RecordedAccess& recorded) { return recorded.access.kind == AccessKind::kRead ? 0 : 1; };
  const auto updates = [](const RecordedAccess& recorded) { return recorded.access.kind == AccessKind::kUpdate ? 1 : 0; };
  const auto calls = length_of(world, race.first.path) + length_of(world, race.second.path);
  return std::tuple(writes(race.first) + writes(race.second), updates(race.first) + updates(race.second),
                    -static_cast<long>(calls));
}

class Finder {
 public:
  explicit Finder(World& world) : world_(world) {}

  std::vector<Race> find() {
    std::map<std::uint32_t, std::map<std::tuple<LocationId, AccessKind, bool, ThreadId, LocksetId, CompanyId>, Group>> by_object;
    for (const RecordedAccess& recorded : world_.log.accesses()) {
      const Access& access = recorded.access;
      const std::uint32_t object = world_.terms[world_.terms.root(access.place)].id;
      by_object[object][{access.place, access.kind, access.atomic, access.thread, access.locks, access.company}].push_back(
          &recorded);
    }
    for (const auto& [object, by_likeness] : by_object) {
      std::vector<const Group*> groups;
      for (const auto& [likeness, group] : by_likeness) groups.push_back(&group);
      keep_likely(groups);
      for (std::size_t i = 0; i < groups.size(); ++i) {
        for (std::size_t j = i; j < groups.size(); ++j) compare(*groups[i], *groups[j]);
      }
    }
    std::map<LocationId, std::vector<Race>> by_place;
    for (auto& [lines, race] : best_) by_place[without_indices(world_.terms, race.first.access.place)].push_back(race);
    std::vector<Race> races;
    for (auto& [place, of_place] : by_place) {
      keep_strongest(of_place);
      races.insert(races.end(), of_place.begin(), of_place.end());
    }
    return races;
  }

 private:
  void keep_strongest(std::vector<Race>& races) const {
    while (races.size() > kMostOfOnePlace) {
      const auto weaker = [&](const Race& a, const Race& b) { return weight(world_, a) < weight(world_, b); };
      races.erase(std::ranges::min_element(races, weaker));
    }
  }

  /// Writes before reads, few locks before many.
  void keep_likely(std::vector<const Group*>& groups) const {
    if (groups.size() <= kMostGroups) return;
    std::vector<std::tuple<bool, std::size_t, std::size_t>> ranks;
    for (const Group* group : groups) {
      const Access& access = group->front()->access;
      ranks.emplace_back(access.kind == AccessKind::kRead, world_.log[access.locks].locks().size(), ranks.size());
    }
    std::ranges::sort(ranks);
    std::vector<const Group*> likely;
    for (std::size_t i = 0; i < kMostGroups; ++i) likely.push_back(groups[std::get<2>(ranks[i])]);
    groups = std::move(likely);
  }

  void compare(const Group& a, const Group& b) {
    const Access& first = a.front()->access;
    const Access& second = b.front()->access;
    if (first.kind == AccessKind::kRead && second.kind == AccessKind::kRead) return;
    for (const std::uint32_t level : parting_levels(world_, first, second)) {
      if (!may_collide(world_, first, second, level)) continue;
      for (const RecordedAccess* one : a) {
        for (const RecordedAccess* other : b) {
          if (!is_handed_over(world_, *one, *other, level) && !are_parts_of_recursion(world_, *one, *other))
            keep({.first = *one, .second = *other, .level = level});
        }
      }
      return;
    }
  }

  void keep(Race race) {
    Line first = line_of(world_, race.first);
    Line second = line_of(world_, race.second);
    // The one that the warning stands at writes; of two the earlier in the source.
    const bool second_writes = race.second.access.kind != AccessKind::kRead;
    const bool first_writes = race.first.access.kind != AccessKind::kRead;
    if (!first_writes || (second_writes && second < first)) {
      std::swap(first, second);
      std::swap(race.first, race.second);
    }
    const auto lines = std::minmax(first, second);
    const auto [known, is_new] = best_.try_emplace({lines.first, lines.second}, race);
    if (!is_new && weight(world_, known->second) < weight(world_, race)) known->second = race;
  }

  World& world_;
  std::map<std::pair<Line, Line>, Race> best_;
};

}  // namespace

std::vector<Race> find_race_pairs(World& world) { return Finder(world).find(); }

}  // namespace check
