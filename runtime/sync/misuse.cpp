#include "runtime/sync/misuse.h"

#include <fmt/format.h>

#include <string>

#include "runtime/error.h"
#include "runtime/futex/thread_id.h"

namespace mp::sync {

namespace {

std::string name(Holder holder) {
  return fmt::format("thread {} of process {}", static_cast<unsigned>(holder.thread), holder.process);
}

}  // namespace

void throw_not_held(std::string_view kind, const LockState& state, const std::source_location& created) {
  const auto what = state.held()
                        ? fmt::format("{} holds it, not this thread ({}); only the thread that acquired a lock may release it",
                                      name(state.holder()), static_cast<unsigned>(futex::this_thread()))
                        : std::string("nobody holds it; call acquire() before each release(), or use a std::lock_guard");
  throw ValueError(fmt::format("release() of the {} created at {}:{}: {}", kind, created.file_name(), created.line(), what));
}

void throw_held_already(std::string_view kind, const std::source_location& created) {
  throw ValueError(
      fmt::format("acquire() of the {} created at {}:{}: this thread ({}) holds it already and would wait for itself for "
                  "ever; release it first, or use an mp::RLock",
                  kind, created.file_name(), created.line(), static_cast<unsigned>(futex::this_thread())));
}

void throw_not_under_lock(std::string_view function, const LockState& state, const std::source_location& created) {
  const auto what = state.held() ? fmt::format("{} holds its lock, not this thread ({})", name(state.holder()),
                                               static_cast<unsigned>(futex::this_thread()))
                                 : std::string("nobody holds its lock");
  throw ValueError(fmt::format("{} of the mp::Condition created at {}:{}: {}; call acquire() first, or use a std::lock_guard",
                               function, created.file_name(), created.line(), what));
}

}  // namespace mp::sync
