// A queue answers an optional job: who got one has it alone.
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

struct Job {
  int steps = 0;
};

class Queue {
 public:
  void put(Job* job) {
    std::lock_guard guard(lock_);
    jobs_.push_back(job);
  }
  std::optional<Job*> take() {
    std::lock_guard guard(lock_);
    if (jobs_.empty()) return std::nullopt;
    Job* job = jobs_.front();
    jobs_.pop_front();
    return job;
  }

 private:
  std::mutex lock_;
  std::deque<Job*> jobs_;
};

Queue waiting;

void work() {
  if (const std::optional<Job*> job = waiting.take()) {
    (*job)->steps += 1;  // NO RACE
  }
}

int main() {
  waiting.put(new Job);
  waiting.put(new Job);
  std::thread first(work);
  std::thread second(work);
  first.join();
  second.join();
}
