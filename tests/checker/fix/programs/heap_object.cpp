#include <memory>
#include <thread>

struct Job {
  int done = 0;
};

void work(Job* job) { job->done++; }

int main() {
  auto job = std::make_unique<Job>();
  std::thread first(work, job.get());
  std::thread second(work, job.get());
  first.join();
  second.join();
}
