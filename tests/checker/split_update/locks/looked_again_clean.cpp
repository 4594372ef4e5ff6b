// Who looks again under the second lock whether the value is still the old one has lost nothing.
#include <mutex>
#include <thread>

std::mutex m;
int count = 0;

void add() {
  while (true) {
    m.lock();
    const int old = count;  // NO FINDING
    m.unlock();
    const int next = old * 2 + 1;
    std::lock_guard<std::mutex> guard(m);
    if (count != old) continue;
    count = next;  // NO FINDING
    return;
  }
}

int main() {
  std::thread first(add), second(add);
  first.join();
  second.join();
}
