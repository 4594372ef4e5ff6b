// A logger starts its thread when it is made, and each caller makes one: they count in one variable.
#include <mutex>
#include <thread>

class Log {
 public:
  static void use() {
    Log log;
    log.add();
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
    ++written_;  // RACE
  }

  std::mutex lock_;
  int waiting_ = 0;
  inline static int written_ = 0;
  std::thread writer_;
};

int main() {
  std::thread other([] { Log::use(); });
  Log::use();
  other.join();
}
