// Two threads take turns, but one looks whether it is over before it is its turn.
#include <semaphore>
#include <thread>

std::binary_semaphore asked{0};
std::binary_semaphore answered{1};
int question = 0;
bool closed = false;

void answer() {
  while (true) {
    if (closed) return;  // RACE
    asked.acquire();
    question *= 2;  // NO RACE
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
  closed = true;  // RACE
  asked.release();
  other.join();
}
