// One case of several forgets the lock.
#include <mutex>
#include <thread>

std::mutex m;
int sum = 0;

int apply(int command, int n) {
  m.lock();  // NO FINDING
  switch (command) {
    case 0:
      sum += n;
      break;
    case 1:
      sum -= n;
      break;
    default:
      m.unlock();
      return -1;  // NO FINDING
  }
  m.unlock();
  return 0;
}

int main(int argc, char**) {
  std::thread first([&] { apply(argc, 1); }), second([&] { apply(argc - 1, 2); });
  first.join();
  second.join();
}
