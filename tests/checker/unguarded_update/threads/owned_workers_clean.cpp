// Workers that a vector owns are started in one loop and waited for in another.
#include <memory>
#include <thread>
#include <vector>

class Worker {
 public:
  void start() {
    thread_ = std::thread([this] {
      for (int i = 0; i < 100; ++i) sum_ += i;  // NO RACE
    });
  }
  void join() {
    if (thread_.joinable()) thread_.join();
  }
  long sum() const { return sum_; }  // NO RACE

 private:
  long sum_ = 0;
  std::thread thread_;
};

int main() {
  std::vector<std::unique_ptr<Worker>> workers;
  for (int i = 0; i < 3; ++i) workers.push_back(std::make_unique<Worker>());
  for (auto& worker : workers) worker->start();
  for (auto& worker : workers) worker->join();
  long sum = 0;
  for (auto& worker : workers) sum += worker->sum();
  return sum == 1;
}
