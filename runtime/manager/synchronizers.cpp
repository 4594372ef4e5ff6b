#include "runtime/manager/synchronizers.h"

#include <string>

#include "runtime/error.h"

namespace mp::manager {

futex::Deadline deadline_of(Patience patience) { return patience ? futex::deadline_after(*patience) : futex::kNever; }

bool LockState::acquire(Patience patience) {
  std::unique_lock lock(mutex_);
  return acquire_by(lock, deadline_of(patience));
}

bool LockState::acquire_by(std::unique_lock<std::mutex>& lock, futex::Deadline deadline) {
  const CallerId caller = this_caller->id();
  const auto free = [&] { return !owner_ || (recursive_ && *owner_ == caller); };
  if (!wait_for_change(lock, changed_, deadline, free)) return false;
  owner_ = caller;
  ++depth_;
  return true;
}

void LockState::release() {
  const std::lock_guard lock(mutex_);
  require_owner("release");
  if (--depth_ != 0) return;
  owner_.reset();
  changed_.notify_all();
}

bool LockState::locked() {
  const std::lock_guard lock(mutex_);
  return owner_.has_value();
}

void LockState::caller_ended(CallerId caller) {
  const std::lock_guard lock(mutex_);
  if (owner_ != caller) return;
  owner_.reset();
  depth_ = 0;
  changed_.notify_all();
}

void LockState::require_owner(const char* verb) const {
  if (owner_ == this_caller->id()) return;
  throw ValueError(std::string("cannot ") + verb + " a manager's lock that this thread does not hold; acquire() it first");
}

bool ConditionState::wait(Patience patience) {
  std::unique_lock lock(mutex_);
  require_owner("wait on the condition of");
  Waiter self;
  const auto place = waiters_.insert(waiters_.end(), &self);
  const std::size_t depth = depth_;
  owner_.reset();
  depth_ = 0;
  changed_.notify_all();
  try {
    if (!wait_for_change(lock, changed_, deadline_of(patience), [&] { return self.woken; })) waiters_.erase(place);
    acquire_by(lock, futex::kNever);
  } catch (...) {
    if (self.woken) {
      wake(1);  // in place of this one, which has gone
    } else {
      waiters_.remove(&self);
    }
    throw;
  }
  depth_ = depth;
  return self.woken;
}

void ConditionState::wake(std::size_t waiters) {
  for (; waiters > 0 && !waiters_.empty(); --waiters) {
    waiters_.front()->woken = true;
    waiters_.pop_front();
  }
  changed_.notify_all();
}

void ConditionState::notify(std::size_t waiters) {
  const std::lock_guard lock(mutex_);
  require_owner("notify the condition of");
  wake(waiters);
}

void ConditionState::notify_all() {
  const std::lock_guard lock(mutex_);
  require_owner("notify the condition of");
  wake(waiters_.size());
}

bool SemaphoreState::acquire(Patience patience) {
  std::unique_lock lock(mutex_);
  if (!wait_for_change(lock, changed_, deadline_of(patience), [&] { return value_ > 0; })) return false;
  --value_;
  return true;
}

void SemaphoreState::release() {
  const std::lock_guard lock(mutex_);
  if (bound_ && value_ == *bound_) throw ValueError("semaphore released too many times");
  ++value_;
  changed_.notify_all();
}

std::size_t SemaphoreState::get_value() {
  const std::lock_guard lock(mutex_);
  return value_;
}

bool EventState::is_set() {
  const std::lock_guard lock(mutex_);
  return set_;
}

void EventState::set() {
  const std::lock_guard lock(mutex_);
  set_ = true;
  ++times_set_;
  changed_.notify_all();
}

void EventState::clear() {
  const std::lock_guard lock(mutex_);
  set_ = false;
}

bool EventState::wait(Patience patience) {
  std::unique_lock lock(mutex_);
  const std::size_t before = times_set_;
  return wait_for_change(lock, changed_, deadline_of(patience), [&] { return set_ || times_set_ != before; });
}

BarrierState::BarrierState(std::size_t parties) : parties_(parties) {
  if (parties == 0) throw ValueError("a barrier needs at least one party");
}

std::size_t BarrierState::wait(Patience patience) {
  std::unique_lock lock(mutex_);
  if (broken_) throw BrokenBarrierError("the barrier is broken: reset() makes it usable again");
  const std::shared_ptr<Round> round = round_;
  const std::size_t index = waiting_++;
  if (waiting_ == parties_) {
    end_round(false);
    return index;
  }
  try {
    if (!wait_for_change(lock, changed_, deadline_of(patience), [&] { return round->ended; })) end_round(true);
  } catch (...) {
    if (!round->ended) end_round(true);
    throw;
  }
  if (round->broken) throw BrokenBarrierError("the barrier is broken: not all its parties came");
  return index;
}

void BarrierState::end_round(bool broken) {
  round_->ended = true;
  round_->broken = broken;
  round_ = std::make_shared<Round>();
  waiting_ = 0;
  broken_ = broken;
  changed_.notify_all();
}

void BarrierState::abort() {
  const std::lock_guard lock(mutex_);
  end_round(true);
}

void BarrierState::reset() {
  const std::lock_guard lock(mutex_);
  if (waiting_ != 0) end_round(true);
  broken_ = false;
}

bool BarrierState::broken() {
  const std::lock_guard lock(mutex_);
  return broken_;
}

std::size_t BarrierState::parties() { return parties_; }

std::size_t BarrierState::n_waiting() {
  const std::lock_guard lock(mutex_);
  return waiting_;
}

}  // namespace mp::manager
