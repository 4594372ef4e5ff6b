// A function writes through its parameter; main hands it a variable of its own.
#include <thread>

int shared = 0;

void set(int& out) {
  out = 7;  // NO RACE
}

int main() {
  int seen = 0;
  int own = 0;
  std::thread reader([&seen] {
    seen = shared;  // NO RACE
  });
  set(own);
  reader.join();
  return seen + own == 99;
}
