// NOT RUN: the wrong one waits for itself for ever
// The lock is not given up on one way through the loop, and taken again in the next round.
#include <mutex>
#include <thread>

std::mutex m;
int odd = 0;

void count() {
  for (int i = 0; i < 100; ++i) {
    m.lock();  // FINDING
    if (i % 2 == 0) {
      continue;
    }
    ++odd;
    m.unlock();
  }
}

int main() {
  std::thread first(count), second(count);
  first.join();
  second.join();
}
