#include "tool/program/world/threads.h"

#include <algorithm>

namespace check {
namespace {

/// A thread that starts threads that start threads: deeper levels are one with their starter.
constexpr std::uint32_t kDeepest = 8;

}  // namespace

Threads::Threads() { threads_.emplace_back(); }

ThreadId Threads::start(ThreadId parent, PathId path, const Start& start, ThreadKind kind, std::uint32_t loops) {
  for (ThreadId ancestor = parent; ancestor != kMainThread; ancestor = threads_[index_of(ancestor)].parent) {
    Thread& known = threads_[index_of(ancestor)];
    if ((known.start == start.at && known.given == start.given) || threads_[index_of(parent)].level >= kDeepest) {
      known.is_blurred = true;
      known.meets_itself = true;
      return ancestor;
    }
  }
  const auto [found, is_new] = ids_.try_emplace({parent, path, start.at}, static_cast<ThreadId>(threads_.size()));
  if (is_new) {
    Thread thread;
    thread.parent = parent;
    thread.path = path;
    thread.start = start.at;
    thread.given = start.given;
    thread.kind = kind;
    thread.level = threads_[index_of(parent)].level + 1;
    thread.loops = loops;
    thread.trips.assign(loops, kUnknownValue);
    threads_.push_back(std::move(thread));
  }
  return found->second;
}

void Threads::end(ThreadId thread, const std::vector<Running>& left, const std::vector<ThreadId>& over, const PlaceList& seen,
                  const std::map<LocationId, ValueId>& finals) {
  Thread& info = threads_[index_of(thread)];
  for (const Running& other : left) {
    if (std::ranges::find(info.left, other.thread, &Running::thread) == info.left.end()) info.left.push_back(other);
  }
  const std::set<ThreadId> now_over(over.begin(), over.end());
  if (!info.over) {
    info.over = now_over;
  } else {
    std::erase_if(*info.over, [&](ThreadId other) { return !now_over.contains(other); });
  }
  info.seen = info.seen ? PlaceList::intersection(*info.seen, seen) : seen;
  if (!info.finals) {
    info.finals = finals;
  } else {
    std::erase_if(*info.finals, [&](const auto& known) {
      const auto found = finals.find(known.first);
      return found == finals.end() || found->second != known.second;
    });
  }
}

void Threads::forget_history() {
  for (Thread& thread : threads_) {
    thread.met_itself = thread.meets_itself;
    thread.meets_itself = thread.is_blurred;
    thread.meets.clear();
    thread.left.clear();
    thread.over.reset();
    thread.seen.reset();
    thread.finals.reset();
    thread.bodies.clear();
  }
}

ThreadId Threads::ancestor(ThreadId thread, std::uint32_t level) const {
  while (threads_[index_of(thread)].level > level) thread = threads_[index_of(thread)].parent;
  return thread;
}

bool Threads::is_within(ThreadId thread, ThreadId ancestor) const {
  const std::uint32_t level = threads_[index_of(ancestor)].level;
  return threads_[index_of(thread)].level >= level && this->ancestor(thread, level) == ancestor;
}

ThreadId Threads::process_of(ThreadId thread) const {
  while (thread != kMainThread && threads_[index_of(thread)].kind != ThreadKind::kProcess)
    thread = threads_[index_of(thread)].parent;
  return thread;
}

}  // namespace check
