// mp::SyncManager, Python's multiprocessing.managers.SyncManager, and mp::Manager(), which starts one.
//
//   const auto manager = mp::Manager();
//   mp::DictProxy<std::string, int> ages = manager->dict<std::string, int>({{"Ada", 36}});
//   mp::LockProxy lock = manager->Lock();
//   mp::Process p([](auto ages) { ages.set("Bob", 41); }, ages);
//
// All that it makes lives in the server's process and works for clients on other machines, too; a queue or a lock that only
// processes of this family use is faster as an mp::Queue or an mp::Lock.
// Thread, process, fork and kill safety: base_manager.h, container_proxies.h, synchronizer_proxies.h.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "runtime/manager/array.h"
#include "runtime/manager/base_manager.h"
#include "runtime/manager/container_proxies.h"
#include "runtime/manager/namespace.h"
#include "runtime/manager/pool.h"
#include "runtime/manager/set.h"
#include "runtime/manager/synchronizer_proxies.h"
#include "runtime/pool/initializer.h"
#include "runtime/process/cpu_count.h"

namespace mp {

class SyncManager : public BaseManager {
 public:
  using BaseManager::BaseManager;

  template <class T>
  ListProxy<T> list(std::vector<T> items = {}) {
    return ListProxy<T>(create<manager::ListState<T>>(std::move(items)));
  }
  template <class K, class V>
  DictProxy<K, V> dict(std::vector<std::pair<K, V>> items = {}) {
    return DictProxy<K, V>(create<manager::DictState<K, V>>(std::move(items)));
  }
  template <class T>
  SetProxy<T> set(std::set<T> items = {}) {
    return SetProxy<T>(create<manager::SetState<T>>(std::move(items)));
  }
  NamespaceProxy Namespace() { return NamespaceProxy(create<manager::NamespaceState>()); }
  /// `size` zeros, or these items.
  template <class T>
  ArrayProxy<T> Array(std::size_t size) {
    return Array(std::vector<T>(size));
  }
  template <class T>
  ArrayProxy<T> Array(std::vector<T> items) {
    return ArrayProxy<T>(create<manager::ArrayState<T>>(std::move(items)));
  }
  template <class T>
  ValueProxy<T> Value(T value) {
    return ValueProxy<T>(create<manager::ValueState<T>>(std::move(value)));
  }
  /// Room for `maxsize` items; 0: no limit.
  template <class T>
  QueueProxy<T> Queue(std::size_t maxsize = 0) {
    return QueueProxy<T>(create<manager::QueueState<T>>(maxsize));
  }
  template <class T>
  JoinableQueueProxy<T> JoinableQueue(std::size_t maxsize = 0) {
    return JoinableQueueProxy<T>(create<manager::QueueState<T>>(maxsize));
  }

  LockProxy Lock() { return LockProxy(create<manager::LockState>(false)); }
  LockProxy RLock() { return LockProxy(create<manager::LockState>(true)); }
  SemaphoreProxy Semaphore(std::size_t value = 1) { return SemaphoreProxy(create<manager::SemaphoreState>(value, false)); }
  /// release() throws ValueError when there would be more than `value`.
  SemaphoreProxy BoundedSemaphore(std::size_t value = 1) { return SemaphoreProxy(create<manager::SemaphoreState>(value, true)); }
  EventProxy Event() { return EventProxy(create<manager::EventState>()); }
  ConditionProxy Condition() { return ConditionProxy(create<manager::ConditionState>()); }
  /// As a Pool's. Throws ValueError when the server is not of this family of processes.
  PoolProxy Pool(unsigned processes = cpu_count(), const Initializer& initializer = {},
                 std::optional<std::size_t> maxtasksperchild = {}) {
    manager::PackedBytes packed;
    if (initializer) packed.assign(initializer.bytes().begin(), initializer.bytes().end());
    return PoolProxy(create<manager::PoolState>(manager::this_family(), processes, std::move(packed), maxtasksperchild));
  }
  /// Throws ValueError for 0.
  BarrierProxy Barrier(std::size_t parties) { return BarrierProxy(create<manager::BarrierState>(parties)); }
};

/// A manager whose server runs.
inline std::unique_ptr<SyncManager> Manager() {
  auto manager = std::make_unique<SyncManager>();
  manager->start();
  return manager;
}

}  // namespace mp
