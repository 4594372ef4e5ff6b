#include "runtime/manager/shared_memory_manager.h"

#include "runtime/error.h"

namespace mp {

std::string manager::SegmentsState::create(std::ptrdiff_t size) {
  segments_.push_back(SharedMemory::create(size));
  return segments_.back().name();
}

std::string manager::SegmentsState::create_list(const std::vector<ShareableList::Item>& items) {
  lists_.push_back(ShareableList::create(items));
  return lists_.back().shm().name();
}

void SharedMemoryManager::start(const std::function<void()>& initializer) {
  BaseManager::start(initializer);
  segments_ = create<manager::SegmentsState>();
}

void SharedMemoryManager::shutdown() {
  segments_.reset();  // the server ends them before it ends itself
  BaseManager::shutdown();
}

SharedMemory SharedMemoryManager::SharedMemory(std::ptrdiff_t size) const {
  return mp::SharedMemory::open(segments().call<&manager::SegmentsState::create>(size));
}

ShareableList SharedMemoryManager::ShareableList(const std::vector<mp::ShareableList::Item>& items) const {
  return mp::ShareableList::open(segments().call<&manager::SegmentsState::create_list>(items));
}

const Proxy<manager::SegmentsState>& SharedMemoryManager::segments() const {
  if (!segments_) throw ValueError("this SharedMemoryManager does not run; call start() first");
  return *segments_;
}

}  // namespace mp
