// Who finds nothing there, also under the lock, makes the object and shows it when it is ready.
#include <atomic>
#include <mutex>
#include <thread>

struct Settings {
  int limit = 0;
};

static std::atomic<Settings*> settings{nullptr};
static std::mutex mutex;

static void use(int* result) {
  Settings* known = settings.load(std::memory_order_acquire);
  if (known == nullptr) {
    const std::lock_guard<std::mutex> lock(mutex);
    known = settings.load(std::memory_order_relaxed);
    if (known == nullptr) {
      known = new Settings;
      known->limit = 5;  // NO RACE
      settings.store(known, std::memory_order_release);
    }
  }
  *result = known->limit;  // NO RACE
}

int main() {
  int results[2];
  std::thread first(use, &results[0]);
  std::thread second(use, &results[1]);
  first.join();
  second.join();
  return results[0] - results[1];
}
