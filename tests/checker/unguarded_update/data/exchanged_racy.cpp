// What has come in is taken as a whole: it is exchanged for nothing, without the lock of those who add to it.
#include <mutex>
#include <thread>
#include <utility>

struct Till {
  std::mutex lock;
  int coins = 0;

  void pay() {
    std::lock_guard guard(lock);
    ++coins;  // RACE
  }
  int empty() {
    return std::exchange(coins, 0);  // RACE
  }
};

int main() {
  Till till;
  std::thread customer([&] {
    for (int i = 0; i < 100000; ++i) till.pay();
  });
  int sum = 0;
  for (int i = 0; i < 1000; ++i) {
    sum += till.empty();
    std::this_thread::yield();
  }
  customer.join();
  return sum < 0;
}
