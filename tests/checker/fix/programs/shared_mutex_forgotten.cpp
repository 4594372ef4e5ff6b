#include <shared_mutex>
#include <mutex>
#include <thread>

std::shared_mutex mutex;
int setting = 0;

int get() {
  std::shared_lock lock(mutex);
  return setting;
}

void set(int value) { setting = value; }

int main() {
  std::jthread reader([] { get(); });
  std::jthread writer([] { set(7); });
}
