// One thread writes and the other reads, on the same side of a barrier.
#include <barrier>
#include <thread>

int data = 0;
std::barrier phase(2);

void write_value() {
  phase.arrive_and_wait();
  data = 42;  // RACE
}

void read_value(int& seen) {
  phase.arrive_and_wait();
  seen = data;  // RACE
}

int main() {
  int seen = 0;
  std::thread first(write_value);
  std::thread second(read_value, std::ref(seen));
  first.join();
  second.join();
  return seen == 1;
}
