#include <mutex>
#include <thread>

std::mutex log_mutex;
int lines = 0;
int longest = 0;

int log_line() {
  std::scoped_lock guard(log_mutex);
  return ++lines;
}

void job() { longest = log_line(); }

int main() {
  std::jthread first(job);
  std::jthread second(job);
}
