// Members begin in the order in which they are declared: a thread that is declared first runs before the others have begun.
// NOT RUN: the thread begins too late for ThreadSanitizer to see it each time.
#include <thread>

class Poller {
 public:
  explicit Poller(int limit) : thread_(&Poller::poll, this), limit_(limit) {}  // RACE
  ~Poller() { thread_.join(); }

 private:
  void poll() {
    for (int i = 0; i < limit_; ++i) ++polls_;  // RACE
  }

  std::thread thread_;
  int limit_;
  int polls_ = 0;  // RACE
};

int main() { Poller poller(10); }
