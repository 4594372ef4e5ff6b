// A text is shown by its characters, which are copied under its lock.
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

class Banner {
 public:
  void set(std::string_view text) {
    std::lock_guard guard(lock_);
    text_.assign(text);  // NO RACE
  }
  std::string get() const {
    std::lock_guard guard(lock_);
    return text_;  // NO RACE
  }

 private:
  mutable std::mutex lock_;
  std::string text_ = "hello";
};

int main() {
  Banner banner;
  std::thread writer([&] {
    for (int i = 0; i < 1000; ++i) banner.set(i % 2 == 0 ? "good morning" : "good night");
  });
  int sum = 0;
  for (int i = 0; i < 1000; ++i) {
    for (const char each : banner.get()) sum += each;  // NO RACE
  }
  writer.join();
  return sum == 0;
}
