// NOT RUN: the other thread waits for ever
// One case of several forgets the lock.
#include <mutex>
#include <thread>

std::mutex m;
int sum = 0;

int apply(int command, int n) {
  m.lock();  // FINDING
  switch (command) {
    case 0:
      sum += n;
      break;
    case 1:
      sum -= n;
      break;
    default:
      return -1;  // FINDING
  }
  m.unlock();
  return 0;
}

int main(int argc, char**) {
  std::thread first([&] { apply(argc, 1); }), second([&] { apply(argc - 1, 2); });
  first.join();
  second.join();
}
