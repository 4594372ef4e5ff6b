// A reader makes items and puts them into a queue of main's; it finishes an item before it does so.
#include <condition_variable>
#include <memory>
#include <mutex>
#include <queue>
#include <thread>

struct Item {
  int length = 0;
};

struct Items {
  std::mutex lock;
  std::condition_variable changed;
  std::queue<std::unique_ptr<Item>> queue;

  void send(std::unique_ptr<Item> item) {
    std::lock_guard guard(lock);
    queue.push(std::move(item));
    changed.notify_one();
  }
  std::unique_ptr<Item> receive() {
    std::unique_lock guard(lock);
    changed.wait(guard, [&] { return !queue.empty(); });
    std::unique_ptr<Item> item = std::move(queue.front());
    queue.pop();
    return item;
  }
};

constexpr int kItems = 200;

static void read_items(Items& items) {
  for (int i = 0; i < kItems; ++i) {
    auto item = std::make_unique<Item>();
    Item* made = item.get();
    made->length = i;  // NO RACE
    items.send(std::move(item));
  }
}

static void sum_items(Items& items, long& sum) {
  for (int i = 0; i < kItems; ++i) sum += items.receive()->length;  // NO RACE
}

int main() {
  Items items;
  long sum = 0;
  std::thread reader(read_items, std::ref(items));
  std::thread summer(sum_items, std::ref(items), std::ref(sum));
  reader.join();
  summer.join();
}
