#include "runtime/process/finalizers.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "runtime/process/per_process.h"

namespace mp::internal {
namespace {

struct Finalizer {
  FinalizerId id;
  std::optional<int> priority;
  std::function<void()> callback;
};

struct Finalizers {
  std::vector<Finalizer> list;  // in the order of their making
  std::uint64_t made = 0;       // also by the processes before this one, so that no id of theirs means one of its own

  // The old list is not destroyed: what the functions own belongs to the parent.
  void forked() noexcept { std::construct_at(&list); }

  std::vector<Finalizer>::iterator find(FinalizerId id) { return std::ranges::find(list, id, &Finalizer::id); }
  std::function<void()> take(std::vector<Finalizer>::iterator place) {
    if (place == list.end()) return {};
    std::function<void()> callback = std::move(place->callback);
    list.erase(place);
    return callback;
  }
};

using Own = PerProcess<Finalizers>;

}  // namespace

FinalizerId add_finalizer(std::function<void()> callback, std::optional<int> priority) {
  return Own::with([&](Finalizers& mine) {
    const FinalizerId id{++mine.made};
    mine.list.push_back({id, priority, std::move(callback)});
    return id;
  });
}

std::function<void()> take_finalizer(FinalizerId id) {
  return Own::with([id](Finalizers& mine) { return mine.take(mine.find(id)); });
}

bool has_finalizer(FinalizerId id) {
  return Own::with([id](Finalizers& mine) { return mine.find(id) != mine.list.end(); });
}

std::function<void()> take_next_finalizer(int least) {
  return Own::with([least](Finalizers& mine) {
    auto next = mine.list.end();
    for (auto each = mine.list.begin(); each != mine.list.end(); ++each) {
      if (each->priority < least) continue;  // one without a priority is less than any
      if (next == mine.list.end() || each->priority >= next->priority) next = each;
    }
    return mine.take(next);
  });
}

}  // namespace mp::internal
