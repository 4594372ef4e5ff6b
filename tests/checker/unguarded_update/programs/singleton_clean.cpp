// One object for all, made at its first use; its level is atomic.
#include <atomic>
#include <mutex>
#include <string>
#include <thread>

class Log {
 public:
  static Log& instance() {
    static Log log;  // NO RACE
    return log;
  }
  void write(const std::string& line) {
    if (level_ == 0) return;        // NO RACE
    std::lock_guard guard(mutex_);  // NOT NEEDED: only one thread writes into the log
    text_ += line;                  // NO RACE
  }
  void set_level(int level) {
    level_ = level;  // NO RACE
  }

 private:
  Log() = default;
  std::mutex mutex_;
  std::string text_;
  std::atomic<int> level_ = 0;
};

int main() {
  std::thread worker([] { Log::instance().write("hello\n"); });
  Log::instance().set_level(1);
  worker.join();
  return 0;
}
