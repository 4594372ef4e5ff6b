// A variable of each thread is shared as soon as its address is given to another thread.
#include <thread>

thread_local int tally = 0;

void add(int* where) {
  *where += 1;  // NO RACE
}

void work(int* other) {
  other = &tally;
  add(other);
}

int main() {
  std::thread worker(work, &tally);
  add(&tally);
  worker.join();      // NOT NEEDED: each thread has its own
  return tally == 1;  // NO RACE
}
