// Two threads take turns; who closes does so when it is its turn, and the other one ends without giving the turn back.
#include <semaphore>
#include <thread>

std::binary_semaphore asked{0};
std::binary_semaphore answered{1};
int question = 0;
bool closed = false;

void answer() {
  while (true) {
    asked.acquire();
    if (closed) return;  // NO RACE
    question *= 2;       // NO RACE
    answered.release();
  }
}

int main() {
  std::thread other(answer);
  for (int i = 0; i < 3; ++i) {
    answered.acquire();
    question += i;  // NO RACE
    asked.release();
  }
  answered.acquire();
  closed = true;  // NO RACE
  asked.release();
  other.join();
}
