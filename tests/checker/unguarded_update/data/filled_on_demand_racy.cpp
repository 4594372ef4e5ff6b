// Slots of an array are filled when somebody first needs one; whether a slot is empty is asked before the lock is taken.
#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

struct Cache {
  std::array<std::unique_ptr<int>, 8> slots;
  std::mutex lock;

  int get(std::size_t key) {
    if (slots[key % 8] == nullptr) {  // RACE
      std::lock_guard<std::mutex> guard(lock);
      slots[key % 8] = std::make_unique<int>(7);  // RACE
    }
    return *slots[key % 8];  // RACE
  }
};

void ask(Cache& cache, int& sum) {
  for (std::size_t key = 0; key < 20; ++key) sum += cache.get(key);
}

int main() {
  Cache cache;
  int first = 0;
  int second = 0;
  std::thread one(ask, std::ref(cache), std::ref(first));
  std::thread other(ask, std::ref(cache), std::ref(second));
  one.join();
  other.join();
  return first + second == 1;
}
