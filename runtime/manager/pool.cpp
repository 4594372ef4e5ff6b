#include "runtime/manager/pool.h"

#include <sys/stat.h>

#include <cerrno>
#include <thread>

#include "runtime/error.h"
#include "runtime/manager/caller.h"
#include "runtime/manager/object_table.h"
#include "runtime/memory/arena.h"

namespace mp::manager {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{2};  // at tasks any of which may end next

PackedBytes run_packed(const PackedBytes& call) {
  archive::Writer result;
  internal::run_packed_call(call, result);
  return std::move(result).take();
}

/// A call of another program would be code that nobody knows.
void require_own_family(std::uint64_t family) {
  if (family == this_family()) return;
  throw ValueError(
      "the tasks of a manager's pool are code of its own program, and this process is of another one; make the pool here, or "
      "expose a class whose methods do the work");
}

std::shared_ptr<PoolState> pool_in_this_server(const Proxy<PoolState>& proxy) {
  ObjectTable* const table = table_of_this_process();
  if (table == nullptr || table->place() != proxy.reference().session().address().text()) {
    throw ValueError("the pool is in another manager's server than the tasks that it is given");
  }
  const std::shared_ptr<ServedObject> object = table->find(proxy.reference().object());
  if (object->type_id != kTypeId<PoolState>) throw ValueError("what the tasks are given to is no pool");
  return {object, static_cast<PoolState*>(object->value.get())};
}

void require_ended(bool ended) {
  if (!ended) throw TimeoutError("the result of the task did not come in the given time; ask again, or wait longer");
}

PoolOptions options(std::uint64_t family, unsigned processes, PackedBytes initializer,
                    std::optional<std::size_t> maxtasksperchild) {
  require_own_family(family);
  return {.processes = processes,
          .initializer = initializer.empty() ? Initializer() : Initializer::of_bytes(std::move(initializer)),
          .maxtasksperchild = maxtasksperchild};
}

}  // namespace

std::uint64_t this_family() {
  const memory::Mapping::Place place = memory::family_arena().place();
  struct stat file = {};
  if (::fstat(place.descriptor, &file) != 0) throw OSError("the family's shared memory: fstat", errno);
  // Its number among this machine's files, and its address, which is a random one.
  return static_cast<std::uint64_t>(file.st_ino) * 0x9e3779b97f4a7c15u ^ reinterpret_cast<std::uintptr_t>(place.begin);
}

PoolState::PoolState(std::uint64_t family, unsigned processes, PackedBytes initializer,
                     std::optional<std::size_t> maxtasksperchild)
    : pool_(options(family, processes, std::move(initializer), maxtasksperchild)), size_(processes) {}

TasksState::TasksState(const Proxy<PoolState>& pool, std::uint64_t family, const std::vector<PackedBytes>& calls)
    : pool_(pool_in_this_server(pool)), given_out_(calls.size()) {
  require_own_family(family);
  for (const PackedBytes& call : calls) results_.push_back(pool_->pool().apply_async(run_packed, call));
}

bool TasksState::wait_for(AsyncResult<PackedBytes>& result, futex::Deadline deadline) {
  for (;;) {
    const futex::Deadline look = std::min(deadline, futex::deadline_after(kLongestLook));
    if (result.wait_for(futex::time_left(look))) return true;
    if (this_caller->gone()) throw CallerGone();
    if (look == deadline) return false;
  }
}

bool TasksState::wait(Patience patience) {
  const futex::Deadline deadline = deadline_of(patience);
  return std::ranges::all_of(results_, [&](auto& each) { return wait_for(each, deadline); });
}

std::vector<PackedBytes> TasksState::results(Patience patience) {
  require_ended(wait(patience));
  std::vector<PackedBytes> all;
  for (auto& each : results_) all.push_back(each.get());
  return all;
}

PackedBytes TasksState::result(std::size_t place, Patience patience) {
  if (place >= results_.size()) throw IndexError("there are not so many tasks");
  require_ended(wait_for(results_[place], deadline_of(patience)));
  return results_[place].get();
}

std::optional<std::size_t> TasksState::next_ended() {
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      bool all_given_out = true;
      for (std::size_t place = 0; place < results_.size(); ++place) {
        if (given_out_[place]) continue;
        all_given_out = false;
        if (!results_[place].ready()) continue;
        given_out_[place] = true;
        return place;
      }
      if (all_given_out) return std::nullopt;
    }
    if (this_caller->gone()) throw CallerGone();
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

Proxy<TasksState> begin_tasks(const Proxy<PoolState>& pool, const std::vector<PackedBytes>& calls) {
  return create<TasksState>(pool.reference().shared_session(), pool, this_family(), calls);
}

}  // namespace mp::manager
