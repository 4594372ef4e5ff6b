// A class hides mutex, flag and condition variable; who waits for the event sees what was done before it was set, but not what is
// done after.
#include <condition_variable>
#include <mutex>
#include <thread>

class Event {
 public:
  void set() {
    {
      std::lock_guard guard(mutex_);
      set_ = true;  // NO RACE
    }
    changed_.notify_all();
  }

  void wait() {
    std::unique_lock lock(mutex_);
    while (!set_) changed_.wait(lock);  // NO RACE
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool set_ = false;
};

Event ready;
int config = 0;

void prepare() {
  ready.set();
  config = 42;  // RACE
}

int main() {
  std::thread worker(prepare);
  ready.wait();
  const int seen = config;  // RACE
  worker.join();
  return seen == 1;
}
