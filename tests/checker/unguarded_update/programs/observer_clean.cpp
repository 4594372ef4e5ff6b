// A virtual function runs in the thread; the object behind the interface changes its own count.
#include <memory>
#include <thread>
#include <vector>

int total = 0;

class Task {
 public:
  virtual ~Task() = default;
  virtual void run() = 0;
};

class Adder : public Task {
 public:
  void run() override {
    count_ += 1;  // NO RACE
  }

 private:
  int count_ = 0;
};

void run_all(std::vector<std::unique_ptr<Task>>& tasks) {
  std::vector<std::thread> threads;
  for (auto& task : tasks) threads.emplace_back([&task] { task->run(); });
  for (auto& thread : threads) thread.join();
}

int main() {
  std::vector<std::unique_ptr<Task>> tasks;
  tasks.push_back(std::make_unique<Adder>());
  tasks.push_back(std::make_unique<Adder>());
  run_all(tasks);
  return total == 1;  // NO RACE
}
