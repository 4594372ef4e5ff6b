// A variable of each thread is shared as soon as its address is given to another thread.
#include <thread>

thread_local int tally = 0;

void add(int* where) {
  *where += 1;  // RACE
}

void work(int* other) { add(other); }

int main() {
  std::thread worker(work, &tally);
  add(&tally);
  worker.join();
  return tally == 1;  // NO RACE
}
