// Members begin in the order in which they are declared: a thread that is declared first runs before the others have begun.
#include <thread>

class Poller {
 public:
  explicit Poller(int limit) : limit_(limit), thread_(&Poller::poll, this) {}  // NO RACE
  ~Poller() { thread_.join(); }

 private:
  void poll() {
    for (int i = 0; i < limit_; ++i) ++polls_;  // NO RACE
  }

  int limit_;
  int polls_ = 0;  // NO RACE
  std::thread thread_;
};

int main() { Poller poller(10); }
