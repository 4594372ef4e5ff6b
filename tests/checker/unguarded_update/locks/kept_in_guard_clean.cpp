// A guard of the program's own keeps where its mutex is. Each of many threads has a guard of its own.
#include <mutex>
#include <thread>
#include <vector>

class Guard {
 public:
  explicit Guard(std::mutex* mutex) : mutex_(mutex) { mutex_->lock(); }
  ~Guard() { mutex_->unlock(); }

 private:
  std::mutex* const mutex_;
};

struct Counter {
  std::mutex mutex;
  int hits = 0;
};

static void count(Counter* counter) {
  Guard guard(&counter->mutex);
  counter->hits += 1;  // NO RACE
}

static void run(int number) {
  auto* counter = new Counter;
  std::vector<std::thread> threads;
  for (int i = 0; i < number; ++i) threads.emplace_back(count, counter);
  for (std::thread& thread : threads) thread.join();
  delete counter;
}

int main(int argc, char**) {
  for (int round = 0; round < 3 + argc; ++round) run(2 * argc);
}
