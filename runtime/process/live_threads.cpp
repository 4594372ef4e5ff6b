#include "runtime/process/live_threads.h"

#include <pthread.h>

#include "runtime/process/per_process.h"

namespace mp::internal {
namespace {

struct Entry {
  pthread_t thread;
  const std::string* name;
};

struct Threads {
  std::vector<Entry> list;

  void forked() noexcept { list.clear(); }  // they are the parent's
};

using Own = PerProcess<Threads>;

}  // namespace

LiveThread::LiveThread(const std::string& name) {
  Own::with([&](Threads& mine) { mine.list.push_back({::pthread_self(), &name}); });
}

LiveThread::~LiveThread() {
  Own::with([](Threads& mine) {
    std::erase_if(mine.list, [](const Entry& each) { return ::pthread_equal(each.thread, ::pthread_self()); });
  });
}

std::vector<std::string> other_live_threads() {
  return Own::with([](const Threads& mine) {
    std::vector<std::string> names;
    for (const Entry& each : mine.list) {
      if (!::pthread_equal(each.thread, ::pthread_self())) names.push_back(*each.name);
    }
    return names;
  });
}

}  // namespace mp::internal
