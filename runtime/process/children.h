// The children of this process that it has started and not reaped yet, in the order of their starts.
//
// Thread safety: every function may be called from any thread. Where it lives: private memory. Fork safety: a forked child begins
// with none, whatever its parent's threads were doing; the descriptors of its parent's children stay open in it.
#pragma once

#include <memory>
#include <vector>

namespace mp::internal {

class StartedChild;

void add_child(std::shared_ptr<const StartedChild> child);
/// Does nothing if it is not there.
void remove_child(const StartedChild& child) noexcept;
/// Those of this moment.
std::vector<std::shared_ptr<const StartedChild>> children();

}  // namespace mp::internal
