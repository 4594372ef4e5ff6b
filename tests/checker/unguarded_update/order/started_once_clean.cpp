// A logger starts its thread when it is made, and it is made once: whoever comes first starts the only one.
#include <mutex>
#include <thread>

class Log {
 public:
  static Log& get() {
    static Log log;
    return log;
  }
  void add() {
    std::lock_guard guard(lock_);
    ++waiting_;
  }
  ~Log() { writer_.join(); }

 private:
  Log() : writer_([this] { write(); }) {}
  void write() {
    for (int round = 0; round < 10; ++round) {
      std::lock_guard guard(lock_);
      waiting_ = 0;
    }
    ++written_;  // NO RACE
  }

  std::mutex lock_;
  int waiting_ = 0;
  int written_ = 0;
  std::thread writer_;
};

int main() {
  std::thread other([] { Log::get().add(); });
  Log::get().add();
  other.join();
}
