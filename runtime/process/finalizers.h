// The functions that this process has still to call once: when their object goes, or at the latest when the process ends.
//
// Thread safety: every function may be called from any thread; of several that take the same finalizer one gets it.
// Where it lives: private memory. Fork safety: a forked child begins with none: what its parent has to clean up is the parent's.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

namespace mp::internal {

enum class FinalizerId : std::uint64_t {};

/// With a priority, it is among those that the end of the process calls.
FinalizerId add_finalizer(std::function<void()> callback, std::optional<int> priority);

/// Removes it and hands it out; an empty function if it is not there any more.
std::function<void()> take_finalizer(FinalizerId id);

bool has_finalizer(FinalizerId id);

/// Removes and hands out the one with the highest priority, of several the youngest; an empty function if none has `least` or
/// more.
std::function<void()> take_next_finalizer(int least);

}  // namespace mp::internal
