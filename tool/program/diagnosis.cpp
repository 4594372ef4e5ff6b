#include "tool/program/diagnosis.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "tool/program/races/conflict.h"
#include "tool/program/races/parallel.h"
#include "tool/program/world/naming.h"

namespace check {
namespace {

class Doctor {
 public:
  Doctor(World& world, const Race& race) : world_(world), race_(race), first_(race.first.access), second_(race.second.access) {}

  Diagnosis diagnose() {
    for (const auto& opinion :
         {shared_lock(), relaxed_lock(), relaxed_publication(), temporary_guard(), own_lock(), two_locks()}) {
      if (opinion) return *opinion;
    }
    return {.rule = "racelab-unguarded-update", .how = " without a common lock"};
  }

 private:
  std::vector<Lock> locks(const Access& access) const {
    std::vector<Lock> real;
    for (const Lock& lock : world_.log[access.locks].locks()) {
      if (is_real_lock(world_, lock) && !is_of_owner(world_, lock.place)) real.push_back(lock);
    }
    return real;
  }

  bool is_broken(const Lock& lock) const { return world_.broken_locks.contains(lock.place); }

  std::optional<Diagnosis> shared_lock() {
    const Lock* lock = common_reader_lock(world_, first_, second_, race_.level);
    if (lock == nullptr) return std::nullopt;
    return Diagnosis{.rule = "racelab-write-under-shared-lock",
                     .how = fmt::format(", under '{}', which both hold as readers", lock_name(world_, *lock))};
  }

  /// Both hold the same lock, made of an atomic flag that promises nothing.
  std::optional<Diagnosis> relaxed_lock() const {
    for (const Lock& lock : locks(first_)) {
      if (!is_broken(lock) || !world_.log[second_.locks].holds(lock.place)) continue;
      return Diagnosis{.rule = "racelab-relaxed-publication",
                       .how = fmt::format(", and the lock made of '{}' is taken or given up relaxed, which orders nothing",
                                          lock_name(world_, lock))};
    }
    return std::nullopt;
  }

  std::optional<Diagnosis> relaxed_publication() const {
    std::optional<LocationId> flag = relaxed_flag(world_, first_, second_);
    if (!flag) flag = relaxed_flag(world_, second_, first_);
    const std::optional<SiteId> use = flag ? world_.signals.relaxed_use(*flag) : std::nullopt;
    if (!use) return std::nullopt;
    const Site& site = world_.sites[*use];
    const Step& step = step_at(world_, site);
    const bool loads = step.model == Model::kAtomicLoad;
    return Diagnosis{.rule = "racelab-relaxed-publication",
                     .how = fmt::format(", and the relaxed {} of '{}' in line {} does not publish it", loads ? "load" : "store",
                                        text_at(world_, site), step.line)};
  }

  /// The guards that were gone when the access was made: in its function, or in one of its callers before the call.
  std::vector<FleetingGuard> fleeting_guards(const RecordedAccess& recorded) const {
    std::vector<FleetingGuard> guards;
    Site site = world_.sites[recorded.access.site];
    PathId path = recorded.path;
    while (true) {
      const auto known = world_.fleeting.find(site.function);
      if (known != world_.fleeting.end()) {
        for (const FleetingGuard& guard : known->second) {
          if (place_of(world_, guard.gone) < place_of(world_, site)) guards.push_back(guard);
        }
      }
      while (world_.paths[path].round >= 0) path = world_.paths[path].caller;
      if (world_.paths[path].is_root || world_.paths[path].is_shared) return guards;
      site = world_.paths[path].call;
      path = world_.paths[path].caller;
    }
  }

  /// A guard of a lock that the other access holds, or had a guard of that was gone as well.
  std::optional<Diagnosis> temporary_guard() const {
    const auto match = [&](const RecordedAccess& one, const RecordedAccess& other) -> std::optional<Diagnosis> {
      const std::vector<FleetingGuard> others = fleeting_guards(other);
      for (const FleetingGuard& guard : fleeting_guards(one)) {
        const bool both = std::ranges::find(others, guard.name, &FleetingGuard::name) != others.end();
        const auto held = locks(other.access);
        const bool is_held = std::ranges::any_of(held, [&](const Lock& lock) { return lock_name(world_, lock) == guard.name; });
        if (!both && !is_held) continue;
        const char* how = guard.is_declaration ? ", for line {} declares a guard called '{}' that locks nothing"
                                               : ", for the guard of line {} gives '{}' up at the end of its statement";
        return Diagnosis{.rule = "racelab-temporary-guard",
                         .how = fmt::format(fmt::runtime(how), step_at(world_, guard.opened).line, guard.name)};
      }
      return std::nullopt;
    };
    const std::optional<Diagnosis> of_first = match(race_.first, race_.second);
    return of_first ? of_first : match(race_.second, race_.first);
  }

  /// The lock belongs to whoever makes the access: its thread made it, or its process has a copy.
  bool is_own(const Lock& lock, const Access& access) const {
    const Object* object = world_.object_of(lock.place);
    if (object == nullptr) return false;
    if (object->own_to_thread) return true;
    return object->kind != ObjectKind::kGlobal && world_.paths[object->path].thread == access.thread;
  }

  bool is_each_its_own(const Lock& first, const Lock& second) const {
    const bool across_processes = world_.threads.process_of(first_.thread) != world_.threads.process_of(second_.thread);
    if (across_processes && first.place == second.place) return !world_.is_shared_by_processes(first.place);
    if (!is_own(first, first_) || !is_own(second, second_)) return false;
    const Object* one = world_.object_of(first.place);
    const Object* other = world_.object_of(second.place);
    if (one->kind != other->kind || one->key != other->key || one->b != other->b) return false;
    if (one->own_to_thread && other->own_to_thread) return true;
    if (one->a != other->a) return false;
    return one->kind != ObjectKind::kAllocated || world_.paths[one->path].function == world_.paths[other->path].function;
  }

  std::optional<Diagnosis> own_lock() const {
    for (const Lock& first : locks(first_)) {
      for (const Lock& second : locks(second_)) {
        if (is_broken(first) || !is_each_its_own(first, second)) continue;
        return Diagnosis{.rule = "racelab-lock-per-thread",
                         .how = fmt::format(", each under its own '{}'", lock_name(world_, first))};
      }
    }
    return std::nullopt;
  }

  std::optional<Diagnosis> two_locks() const {
    std::vector<Lock> first = locks(first_);
    std::vector<Lock> second = locks(second_);
    std::erase_if(first, [&](const Lock& lock) { return is_broken(lock); });
    std::erase_if(second, [&](const Lock& lock) { return is_broken(lock); });
    if (first.empty() || second.empty()) return std::nullopt;
    const std::string one = lock_name(world_, first[0]);
    const std::string other = lock_name(world_, second[0]);
    const std::string how = one == other ? fmt::format(", under '{}' of different objects", one)
                                         : fmt::format(", under different locks: '{}' and '{}'", one, other);
    return Diagnosis{.rule = "racelab-inconsistent-lock", .how = how};
  }

  World& world_;
  const Race& race_;
  const Access& first_;
  const Access& second_;
};

}  // namespace

Diagnosis diagnose(World& world, const Race& race) { return Doctor(world, race).diagnose(); }

}  // namespace check
