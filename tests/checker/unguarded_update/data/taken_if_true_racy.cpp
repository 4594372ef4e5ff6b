// A queue says whether it gave a job: the taker still uses it when it has put it into the next queue.
#include <deque>
#include <mutex>
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
  bool take(Job*& job) {
    std::lock_guard guard(lock_);
    if (jobs_.empty()) return false;
    job = jobs_.front();
    jobs_.pop_front();
    return true;
  }

 private:
  std::mutex lock_;
  std::deque<Job*> jobs_;
};

Queue waiting;
Queue done;

void work() {
  Job* job = nullptr;
  while (waiting.take(job)) {
    done.put(job);
    job->steps += 1;  // RACE
  }
}

int main() {
  waiting.put(new Job);
  std::thread worker(work);
  Job* job = nullptr;
  while (!done.take(job)) std::this_thread::yield();
  job->steps += 1;  // RACE
  worker.join();
  delete job;
}
