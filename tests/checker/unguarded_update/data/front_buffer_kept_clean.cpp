// A reader looks at the front buffer under the lock under which the buffers are exchanged.
#include <array>
#include <latch>
#include <mutex>
#include <thread>

using Frame = std::array<int, 4>;

int total = 0;
Frame one;
Frame other;
Frame* front = &one;
Frame* back = &other;
std::mutex lock;
std::latch begun(1);

int main() {
  std::thread writer([] {
    begun.wait();
    for (int frame = 0; frame < 3; ++frame) {
      (*back)[0] = frame;  // NO RACE
      std::lock_guard guard(lock);
      std::swap(front, back);
    }
  });
  std::thread reader([] {
    begun.count_down();
    int sum = 0;
    for (int frame = 0; frame < 3; ++frame) {
      std::lock_guard guard(lock);
      sum += (*front)[0];  // NO RACE
    }
    total = sum;
  });
  writer.join();
  reader.join();
  return total > 100;
}
