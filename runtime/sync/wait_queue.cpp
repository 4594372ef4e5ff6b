#include "runtime/sync/wait_queue.h"

#include <unistd.h>

#include <algorithm>
#include <memory>

#include "runtime/error.h"
#include "runtime/futex/sequence_condition.h"
#include "runtime/memory/arena.h"

namespace mp::sync {

namespace {

using Outcome = futex::RobustMutex::Outcome;

// What the word of a place says.
constexpr std::uint32_t kAbsent = 0;
constexpr std::uint32_t kWaiting = 1;
constexpr std::uint32_t kFirstMessage = 2;

bool try_to_take(futex::RobustMutex& presence) { return presence.try_lock() != Outcome::kNotAcquired; }

}  // namespace

void WaitQueue::Place::wait(futex::Deadline deadline) noexcept {
  while (!told() && std::chrono::steady_clock::now() < deadline) doze(deadline);
}

void WaitQueue::Place::doze(futex::Deadline deadline) noexcept {
  word_.wait(kWaiting, std::min(deadline, futex::deadline_after(futex::SequenceCondition::kLongestSleep)));
}

std::optional<WaitQueue::Message> WaitQueue::Place::told() const noexcept {
  const std::uint32_t word = word_.value.load(std::memory_order_acquire);
  if (word < kFirstMessage) return std::nullopt;
  return Message{word - kFirstMessage};
}

template <class Visit>
void WaitQueue::for_each_place(Visit visit) const {
  const memory::Arena& arena = memory::family_arena();
  Place* place = arena.pointer(first_.load(std::memory_order_acquire));
  while (place != nullptr) {
    Place* const next = arena.pointer(place->next_);  // retire() frees what it visits
    visit(*place);
    place = next;
  }
}

bool WaitQueue::nobody_is_in(Place& place) noexcept {
  if (!try_to_take(place.presence_)) return false;
  MP_CHECK(place.presence_.unlock());
  return true;
}

WaitQueue::Place& WaitQueue::take_free_place() {
  Place* taken = nullptr;
  for_each_place([&](Place& place) {
    if (taken == nullptr && try_to_take(place.presence_)) taken = &place;
  });
  if (taken != nullptr) return *taken;

  memory::Arena& arena = memory::family_arena();
  taken = std::construct_at(static_cast<Place*>(arena.allocate(sizeof(Place), alignof(Place))));
  MP_CHECK(try_to_take(taken->presence_));
  taken->next_ = first_.load(std::memory_order_relaxed);
  first_.store(arena.offset(taken), std::memory_order_release);
  return *taken;
}

WaitQueue::Place& WaitQueue::enter() {
  Place& place = take_free_place();
  place.process_.store(getpid(), std::memory_order_relaxed);
  place.turn_.store(Turn{turns_.fetch_add(1, std::memory_order_relaxed)}, std::memory_order_relaxed);
  place.word_.value.store(kWaiting, std::memory_order_release);
  return place;
}

void WaitQueue::leave(Place& place) noexcept {
  place.word_.value.store(kAbsent, std::memory_order_relaxed);
  MP_CHECK(place.presence_.unlock());
}

/// Returns whether somebody is there to hear it. REQUIRES: the place is waiting.
bool WaitQueue::tell(Place& place, Message message) noexcept {
  if (nobody_is_in(place)) {
    place.word_.value.store(kAbsent, std::memory_order_relaxed);
    return false;
  }
  place.word_.value.store(static_cast<std::uint32_t>(message) + kFirstMessage, std::memory_order_release);
  place.word_.wake_all();
  return true;
}

WaitQueue::Place* WaitQueue::longest_waiting() const noexcept {
  Place* first = nullptr;
  for_each_place([&](Place& place) {
    if (place.word_.value.load(std::memory_order_relaxed) != kWaiting) return;
    if (first == nullptr || place.turn() < first->turn()) first = &place;
  });
  return first;
}

std::size_t WaitQueue::tell(std::size_t most, Message message) noexcept {
  std::size_t told = 0;
  while (told < most) {
    Place* const place = longest_waiting();
    if (place == nullptr) break;
    told += tell(*place, message) ? 1 : 0;
  }
  return told;
}

void WaitQueue::tell_until(Turn last, Message message) noexcept {
  for (Place* place = longest_waiting(); place != nullptr && place->turn() <= last; place = longest_waiting())
    tell(*place, message);
}

std::size_t WaitQueue::waiting() noexcept {
  std::size_t living = 0;
  for_each_place([&](Place& place) {
    if (place.word_.value.load(std::memory_order_relaxed) == kWaiting && !nobody_is_in(place)) ++living;
  });
  return living;
}

std::optional<pid_t> WaitQueue::dead() noexcept {
  std::optional<pid_t> dead;
  for_each_place([&](Place& place) {
    if (place.word_.value.load(std::memory_order_relaxed) == kWaiting && nobody_is_in(place))
      dead = place.process_.load(std::memory_order_relaxed);
  });
  return dead;
}

std::size_t WaitQueue::places() const noexcept {
  std::size_t places = 0;
  for_each_place([&](Place&) { ++places; });
  return places;
}

bool WaitQueue::retire() noexcept {
  bool empty = true;
  for_each_place([&](Place& place) { empty = empty && nobody_is_in(place); });
  if (!empty) return false;
  for_each_place([](Place& place) {
    std::destroy_at(&place);
    memory::family_arena().free(&place);
  });
  return true;
}

}  // namespace mp::sync
