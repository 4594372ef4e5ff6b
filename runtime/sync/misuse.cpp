#include "runtime/sync/misuse.h"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "runtime/error.h"
#include "runtime/futex/thread_id.h"

namespace mp::sync {

namespace {

/// "thread 73 of process 71 (Process-1) holds it, not this thread (70), and acquired it at job.cpp:42"; nothing if nobody holds
/// it.
std::optional<std::string> who_holds(std::string_view it, const LockState& state) {
  const std::optional<Owner> owner = state.owner();
  if (!owner) return std::nullopt;
  const std::string name = owner->name(), where = owner->where.text();
  return fmt::format("thread {} of process {}{} holds {}, not this thread ({}){}", static_cast<unsigned>(owner->thread),
                     owner->process, name.empty() ? name : fmt::format(" ({})", name), it,
                     static_cast<unsigned>(futex::this_thread()),
                     where.empty() ? where : fmt::format(", and acquired it at {}", where));
}

}  // namespace

void throw_not_held(std::string_view kind, const LockState& state, const std::source_location& created) {
  const std::optional<std::string> holder = who_holds("it", state);
  const auto what = holder ? *holder + "; only the thread that acquired a lock may release it"
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
  const std::optional<std::string> holder = who_holds("its lock", state);
  const std::string what = holder.value_or("nobody holds its lock");
  throw ValueError(fmt::format("{} of the mp::Condition created at {}:{}: {}; call acquire() first, or use a std::lock_guard",
                               function, created.file_name(), created.line(), what));
}

}  // namespace mp::sync
