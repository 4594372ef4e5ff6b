// A stage takes an object out of one queue and hands it on through another; then it is no longer the stage's.
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

struct Job {
  int cost = 0;
};

class Queue {
 public:
  void put(Job* job) {
    std::lock_guard guard(mutex_);
    jobs_.push_back(job);  // NO RACE
    filled_.notify_one();
  }
  Job* take() {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [this] { return !jobs_.empty(); });
    Job* job = jobs_.front();  // NO RACE
    jobs_.pop_front();
    return job;
  }

 private:
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<Job*> jobs_;
};

Queue raw, priced;

void price() {
  Job* job = raw.take();
  job->cost += 2;  // NO RACE
  priced.put(job);
}

int main() {
  std::thread stage(price);
  raw.put(new Job);
  const int seen = priced.take()->cost;  // NO RACE
  stage.join();                          // NOT NEEDED: what main reads is handed over before
  return seen == 1;
}
