// All jobs that wait are taken out together, and are the taker's then.
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

struct Job {
  int input;
  int result = 0;
};

std::mutex mutex;
std::condition_variable not_empty;
std::vector<Job*> pending;
std::vector<Job*> finished;
bool closed = false;

void work() {
  while (true) {
    std::vector<Job*> batch;
    {
      std::unique_lock<std::mutex> lock(mutex);
      not_empty.wait(lock, [] { return closed || !pending.empty(); });
      if (pending.empty()) return;
      batch = std::exchange(pending, {});
    }
    for (Job* job : batch) job->result = job->input * 2;  // NO RACE
    std::lock_guard<std::mutex> lock(mutex);
    finished.insert(finished.end(), batch.begin(), batch.end());
  }
}

int main() {
  std::thread first(work);
  std::thread second(work);
  for (int i = 0; i < 1000; ++i) {
    Job* job = new Job{.input = i};
    std::lock_guard<std::mutex> lock(mutex);
    pending.push_back(job);
    not_empty.notify_one();
  }
  {
    std::lock_guard<std::mutex> lock(mutex);
    closed = true;
    not_empty.notify_all();
  }
  not_empty.notify_all();
  first.join();
  second.join();
  return finished.empty() ? 1 : 0;
}
