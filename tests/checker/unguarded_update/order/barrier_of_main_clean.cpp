// Main makes the barrier and is one of its two parties: what both wrote before it is there for both behind it.
#include <barrier>
#include <functional>
#include <thread>

void fill(std::barrier<>& barrier, int* halves, int& sum) {
  halves[1] = 2;  // NO RACE
  barrier.arrive_and_wait();
  sum = halves[0] + halves[1];  // NO RACE
}

int main() {
  std::barrier barrier(2);
  int halves[2] = {0, 0};
  int sum = 0;
  std::thread other(fill, std::ref(barrier), halves, std::ref(sum));
  halves[0] = 1;  // NO RACE
  barrier.arrive_and_wait();
  const int both = halves[0] + halves[1];  // NO RACE
  other.join();
  return both == sum ? 0 : 1;
}
