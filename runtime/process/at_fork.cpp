#include "runtime/process/at_fork.h"

#include <utility>
#include <vector>

#include "runtime/process/per_process.h"

namespace mp {
namespace {

struct ForkFunctions {
  std::vector<std::function<void()>> list;

  void forked() noexcept {}  // they are the child's as well
};

using Own = internal::PerProcess<ForkFunctions>;

}  // namespace

void at_fork_child(std::function<void()> callback) {
  Own::with([&](ForkFunctions& mine) { mine.list.push_back(std::move(callback)); });
}

void internal::run_at_fork_child() {
  const auto functions = Own::with([](const ForkFunctions& mine) { return mine.list; });
  for (const std::function<void()>& function : functions) function();
}

}  // namespace mp
