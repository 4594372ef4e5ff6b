#include "tool/program/races/recursion.h"

#include <algorithm>

namespace check {
namespace {

bool starts_itself(const World& world, ThreadId thread) { return thread != kMainThread && world.threads[thread].is_blurred; }

/// `caller` is a call of the function that starts `thread`, within another call of it.
bool is_called_beside(const World& world, const RecordedAccess& caller, ThreadId thread) {
  return starts_itself(world, thread) && world.threads[thread].parent == caller.access.thread &&
         world.is_in_shared_call(caller.path);
}

bool are_calls_of_one_function(const World& world, const RecordedAccess& a, const RecordedAccess& b) {
  const ThreadId first = a.access.thread;
  const ThreadId second = b.access.thread;
  const bool are_kin = starts_itself(world, first) && starts_itself(world, second) &&
                       (first == second || world.threads[first].start == world.threads[second].start);
  return are_kin || is_called_beside(world, a, second) || is_called_beside(world, b, first);
}

/// The element is known by its number, but at the same place in the code other calls use others: it is where the first part
/// begins.
bool has_another_part(const World& world, const RecordedAccess& access) {
  const LocationId root = world.terms.root(access.access.place);
  return std::ranges::any_of(world.log.accesses(), [&](const RecordedAccess& other) {
    if (other.access.site != access.access.site || world.terms.root(other.access.place) != root) return false;
    LocationId place = other.access.place;
    for (; world.terms[place].kind != PlaceKind::kObject; place = world.terms[place].parent) {
      const PlaceNode& node = world.terms[place];
      if (node.kind == PlaceKind::kElement && !world.terms.is(node.value, ValueKind::kNumber)) return true;
    }
    return false;
  });
}

/// An element that is not known by its number, an object that is made in each call, or in each round of a loop.
bool is_one_of_many(const World& world, const RecordedAccess& access) {
  LocationId place = access.access.place;
  for (; world.terms[place].kind != PlaceKind::kObject; place = world.terms[place].parent) {
    const PlaceNode& node = world.terms[place];
    if (node.kind != PlaceKind::kElement) continue;
    if (!world.terms.is(node.value, ValueKind::kNumber) || has_another_part(world, access)) return true;
  }
  const PlaceNode& root = world.terms[place];
  const Object& object = world.objects[static_cast<ObjectId>(root.id)];
  if (object.kind == ObjectKind::kGlobal) return false;
  const auto is_any = [&](ValueId which) { return !world.terms.is(which, ValueKind::kNumber); };
  const ThreadId thread = access.access.thread;
  const bool is_of_starter = thread != kMainThread && world.paths[object.path].function == world.threads[thread].start.function;
  return is_of_starter || std::ranges::any_of(root.instance, is_any) || world.is_in_shared_call(object.path);
}

}  // namespace

bool are_parts_of_recursion(const World& world, const RecordedAccess& a, const RecordedAccess& b) {
  return are_calls_of_one_function(world, a, b) && (is_one_of_many(world, a) || is_one_of_many(world, b));
}

}  // namespace check
