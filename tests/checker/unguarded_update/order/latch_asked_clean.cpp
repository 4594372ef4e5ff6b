// A latch is asked until it is open.
#include <latch>
#include <thread>

int main() {
  int result = 0;
  std::latch done(1);
  std::thread worker([&] {
    for (int i = 0; i < 1000; ++i) std::this_thread::yield();
    result = 7;  // NO RACE
    done.count_down();
  });
  while (!done.try_wait()) std::this_thread::yield();
  const int seen = result;  // NO RACE
  worker.join();
  return seen - 7;
}
