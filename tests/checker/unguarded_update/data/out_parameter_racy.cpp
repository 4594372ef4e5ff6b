// A function writes through its parameter; main hands it the variable that the thread reads.
#include <thread>

int shared = 0;

void set(int& out) {
  out = 7;  // RACE
}

int main() {
  int seen = 0;
  int own = 0;
  std::thread reader([&seen] {
    seen = shared;  // RACE
  });
  set(shared);
  reader.join();
  return seen + own == 99;
}
