// A reader keeps the front buffer beyond the lock under which the buffers are exchanged: it reads what is written next.
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
std::latch kept(1);

int main() {
  std::thread writer([] {
    kept.wait();
    for (int frame = 0; frame < 3; ++frame) {
      (*back)[0] = frame;  // RACE
      std::lock_guard guard(lock);
      std::swap(front, back);
    }
  });
  std::thread reader([] {
    Frame* mine = nullptr;
    {
      std::lock_guard guard(lock);
      mine = front;
    }
    kept.count_down();
    int sum = 0;
    for (int frame = 0; frame < 3; ++frame) sum += (*mine)[0];  // RACE
    total = sum;
  });
  writer.join();
  reader.join();
  return total > 100;
}
