// A latch is asked once, and may be closed still.
#include <latch>
#include <thread>

int main() {
  int result = 0;
  std::latch done(1);
  std::thread worker([&] {
    for (int i = 0; i < 1000; ++i) std::this_thread::yield();
    result = 7;  // RACE
    done.count_down();
  });
  if (!done.try_wait()) std::this_thread::yield();
  const int seen = result;  // RACE
  worker.join();
  return seen - 7;
}
