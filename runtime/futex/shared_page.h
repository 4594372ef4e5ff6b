// One object in a page that this process and its children share; for the tests of this folder, which stands below the arena.
#pragma once

#include <sys/mman.h>

#include <memory>
#include <utility>

#include "runtime/error.h"

namespace mp::test {

template <class T>
class SharedPage {
 public:
  template <class... Args>
  explicit SharedPage(Args&&... args) {
    void* memory = mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    MP_CHECK(memory != MAP_FAILED);
    object_ = std::construct_at(static_cast<T*>(memory), std::forward<Args>(args)...);
  }
  ~SharedPage() {
    std::destroy_at(object_);
    munmap(object_, sizeof(T));
  }
  SharedPage(const SharedPage&) = delete;
  SharedPage& operator=(const SharedPage&) = delete;

  T& operator*() const { return *object_; }
  T* operator->() const { return object_; }

 private:
  T* object_;
};

}  // namespace mp::test
