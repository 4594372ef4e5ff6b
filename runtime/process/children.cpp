#include "runtime/process/children.h"

#include <memory>
#include <utility>

#include "runtime/process/per_process.h"

namespace mp::internal {
namespace {

struct Children {
  std::vector<std::shared_ptr<const StartedChild>> list;

  // The old list is not destroyed: what stands in it may be in use by a thread that only the parent has.
  void forked() noexcept { std::construct_at(&list); }
};

}  // namespace

void add_child(std::shared_ptr<const StartedChild> child) {
  PerProcess<Children>::with([&](Children& mine) { mine.list.push_back(std::move(child)); });
}

void remove_child(const StartedChild& child) noexcept {
  PerProcess<Children>::with(
      [&](Children& mine) { std::erase_if(mine.list, [&](const auto& each) { return each.get() == &child; }); });
}

std::vector<std::shared_ptr<const StartedChild>> children() {
  return PerProcess<Children>::with([](const Children& mine) { return mine.list; });
}

}  // namespace mp::internal
