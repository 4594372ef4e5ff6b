// A wait behind an if: it may end without a notification, or when another has taken the item.
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

std::mutex m;
std::condition_variable not_empty;
std::vector<int> items;

void put() {
  std::lock_guard<std::mutex> guard(m);
  items.push_back(1);
  not_empty.notify_one();
}

void take() {
  std::unique_lock<std::mutex> guard(m);
  while (items.empty()) not_empty.wait(guard);  // NO FINDING
  items.clear();
}

int main() {
  std::thread first(take), second(put);
  first.join();
  second.join();
}
