// mp::SharedMemoryManager, Python's multiprocessing.managers.SharedMemoryManager: memory with a name that lasts as long as its
// manager, whichever process asked for it.
//
//   mp::SharedMemoryManager manager;
//   manager.start();
//   mp::SharedMemory frames = manager.SharedMemory(4096);      // made by the server; this is a second handle of it
//   mp::ShareableList names = manager.ShareableList({"a", 1});
//   manager.shutdown();                                        // now both names are gone from /dev/shm
//
// Thread, process, fork and kill safety: base_manager.h; when the server is killed, the resource tracker takes the names away
// (shared_memory.h). Clients are on this machine: memory does not travel.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "runtime/manager/base_manager.h"
#include "runtime/manager/exposed.h"
#include "runtime/manager/proxy.h"
#include "runtime/shared_memory/shareable_list.h"
#include "runtime/shared_memory/shared_memory.h"

namespace mp {

namespace manager {

/// What stands in the server: the handles that end the segments with it. Each function says the name of what it has made.
class SegmentsState {
 public:
  std::string create(std::ptrdiff_t size);
  std::string create_list(const std::vector<ShareableList::Item>& items);

 private:
  std::vector<SharedMemory> segments_;
  std::vector<ShareableList> lists_;
};

}  // namespace manager

template <>
struct Exposed<manager::SegmentsState> : Exposes<&manager::SegmentsState::create, &manager::SegmentsState::create_list> {};

class SharedMemoryManager : public BaseManager {
 public:
  using BaseManager::BaseManager;

  /// As BaseManager's.
  void start(const std::function<void()>& initializer = {});
  void shutdown();

  /// Throw as SharedMemory::create and ShareableList::create, and ValueError before start() and after shutdown().
  mp::SharedMemory SharedMemory(std::ptrdiff_t size) const;
  mp::ShareableList ShareableList(const std::vector<mp::ShareableList::Item>& items = {}) const;

 private:
  const Proxy<manager::SegmentsState>& segments() const;

  std::optional<Proxy<manager::SegmentsState>> segments_;
};

}  // namespace mp
