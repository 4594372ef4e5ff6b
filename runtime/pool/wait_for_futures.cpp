#include "runtime/pool/wait_for_futures.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/error.h"

namespace mp::internal {
namespace {

/// Tasks of several crews, each looked at under the mutex of its own.
class Watch {
 public:
  Watch(std::span<const FutureTask> tasks, ReturnWhen when) : tasks_(tasks), when_(when), ended_(tasks.size()) {
    for (const FutureTask& task : tasks) {
      if (std::ranges::find(crews_, &task.crew()) == crews_.end()) crews_.push_back(&task.crew());
    }
  }

  void look() {
    for (Crew* const crew : crews_) wait_in(*crew, futex::kNow);
  }

  bool is_over() const {
    const auto ended = static_cast<std::size_t>(std::ranges::count(ended_, true));
    return ended == tasks_.size() || (when_ == FIRST_COMPLETED && ended > 0) || (when_ == FIRST_EXCEPTION && has_failed_);
  }

  /// REQUIRES: something is pending.
  void wait(futex::Deadline deadline) {
    const futex::Deadline round = crews_.size() == 1 ? futex::kNever : futex::deadline_after(kRound);
    const auto busy = std::ranges::find_if(crews_, [this](const Crew* crew) { return has_pending(*crew); });
    wait_in(**busy, std::min(deadline, round));
    if (crews_.size() > 1) look();
  }

  const std::vector<bool>& ended() const { return ended_; }

 private:
  bool is_pending_in(const Crew& crew, std::size_t i) const { return !ended_[i] && &tasks_[i].crew() == &crew; }

  bool has_pending(const Crew& crew) const {
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      if (is_pending_in(crew, i)) return true;
    }
    return false;
  }

  /// Waits until something has changed that matters.
  void wait_in(Crew& crew, futex::Deadline deadline) {
    const auto missing = [&]() -> std::size_t {
      std::size_t pending = 0;
      bool changed = false;
      for (std::size_t i = 0; i < tasks_.size(); ++i) {
        if (!is_pending_in(crew, i)) continue;
        ended_[i] = Crew::has_outcome(*tasks_[i].ticket());
        changed |= ended_[i];
        pending += ended_[i] ? 0 : 1;
        has_failed_ |= ended_[i] && tasks_[i].ticket()->outcome->error != nullptr && !tasks_[i].ticket()->outcome->cancelled;
      }
      if (when_ == ALL_COMPLETED) return pending;
      return changed ? 0 : 1;
    };
    crew.wait_for(missing, deadline);
  }

  std::span<const FutureTask> tasks_;
  const ReturnWhen when_;
  std::vector<bool> ended_;
  std::vector<Crew*> crews_;
  bool has_failed_ = false;
};

}  // namespace

std::vector<bool> wait_for_tasks(std::span<const FutureTask> tasks, futex::Deadline deadline, ReturnWhen when) {
  Watch watch(tasks, when);
  for (watch.look(); !watch.is_over() && futex::Deadline::clock::now() < deadline;) watch.wait(deadline);
  return watch.ended();
}

std::size_t wait_for_first(std::span<const FutureTask> tasks, futex::Deadline deadline) {
  const std::vector<bool> ended = wait_for_tasks(tasks, deadline, FIRST_COMPLETED);
  const auto first = std::ranges::find(ended, true);
  if (first != ended.end()) return static_cast<std::size_t>(first - ended.begin());
  throw TimeoutError(fmt::format("{} of the futures were not done in the given time; give as_completed more", tasks.size()));
}

}  // namespace mp::internal
