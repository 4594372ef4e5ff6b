// std::try_lock takes both locks or none, and answers -1 if it has them.
#include <mutex>
#include <thread>

std::mutex left, right;
int moved = 0;

void work() {
  for (int i = 0; i < 1000; ++i) {
    if (std::try_lock(left, right) != -1) continue;
    ++moved;  // NO RACE
    left.unlock();
    right.unlock();
  }
}

int main() {
  std::thread first(work), second(work);
  first.join();
  second.join();
  return moved == 0;
}
