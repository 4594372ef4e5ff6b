// A queue answers an optional job without taking it out: two threads get it.
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
    return job;
  }

 private:
  std::mutex lock_;
  std::deque<Job*> jobs_;
};

Queue waiting;

void work() {
  if (const std::optional<Job*> job = waiting.take()) {
    (*job)->steps += 1;  // RACE
  }
}

int main() {
  waiting.put(new Job);
  waiting.put(new Job);
  Job* job = *waiting.take();
  std::thread first(work);
  std::thread second([job] { job->steps += 1; });  // RACE
  first.join();
  second.join();
}
