// A class starts its thread in the constructor and joins it in the destructor; main reads while it lives.
#include <thread>

int result = 0;

class Worker {
 public:
  Worker() : thread_(&Worker::run, this) {}
  ~Worker() { thread_.join(); }

 private:
  void run() {
    result = 42;  // RACE
  }
  std::thread thread_;
};

int main() {
  int seen = 0;
  {
    Worker worker;
    seen = result;  // RACE
  }
  return seen == 1;
}
