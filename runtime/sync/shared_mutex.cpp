#include "runtime/sync/shared_mutex.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "runtime/error.h"
#include "runtime/futex/thread_id.h"

namespace mp {

namespace {

using Outcome = sync::ReadersWriterState::Outcome;

[[noreturn]] void refuse(std::string_view function, const std::source_location& created, std::string_view what) {
  throw ValueError(fmt::format("{} of the mp::SharedMutex created at {}:{}: this thread ({}) {}", function, created.file_name(),
                               created.line(), static_cast<unsigned>(futex::this_thread()), what));
}

}  // namespace

SharedMutex::SharedMutex(std::source_location created) : state_(std::in_place), created_(created) {
  hooks::announce(&hooks::Listener::created_lock, hooks::Region{&*state_, sizeof *state_, "mp::SharedMutex", created});
}

bool SharedMutex::lock_until(futex::Deadline deadline) {
  const Outcome outcome = state_->lock_until(deadline);
  if (outcome == Outcome::kHeldByCaller)
    refuse("lock()", created_, "holds it already, to read or to write, and would wait for itself for ever; unlock it first");
  return outcome == Outcome::kAcquired;
}

bool SharedMutex::lock_shared_until(futex::Deadline deadline) {
  const Outcome outcome = state_->lock_shared_until(deadline);
  if (outcome == Outcome::kHeldByCaller)
    refuse("lock_shared()", created_, "writes and would wait for itself for ever; it may read without another lock");
  return outcome == Outcome::kAcquired;
}

bool SharedMutex::try_lock() { return state_->lock_until(futex::kNow) == Outcome::kAcquired; }

bool SharedMutex::try_lock_shared() { return state_->lock_shared_until(futex::kNow) == Outcome::kAcquired; }

void SharedMutex::unlock() {
  if (!state_->unlock())
    refuse("unlock()", created_, "does not write; call lock() before each unlock(), or use a std::unique_lock");
}

void SharedMutex::unlock_shared() {
  if (!state_->unlock_shared())
    refuse("unlock_shared()", created_,
           "does not read; call lock_shared() before each unlock_shared(), or use a std::shared_lock");
}

}  // namespace mp
