// One thread writes and the other reads, on two sides of a barrier.
#include <barrier>
#include <thread>

int data = 0;
std::barrier phase(2);

void write_value() {
  data = 42;  // NO RACE
  phase.arrive_and_wait();
}

void read_value(int& seen) {
  phase.arrive_and_wait();
  seen = data;  // NO RACE
}

int main() {
  int seen = 0;
  std::thread first(write_value);
  std::thread second(read_value, std::ref(seen));
  first.join();
  second.join();
  return seen == 1;
}
