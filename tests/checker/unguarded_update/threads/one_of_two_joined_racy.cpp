// Two threads have a variable each; main reads the one of the thread that it has not joined.
#include <thread>

int a = 0;
int b = 0;

void write_a() {
  a = 1;  // RACE
}

void write_b() {
  b = 1;  // NO RACE
}

int main() {
  std::thread first(write_a);
  std::thread second(write_b);
  second.join();
  const int seen = a;  // RACE
  first.join();
  return seen == 2;
}
