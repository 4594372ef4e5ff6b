// Main makes the barrier and is one of its two parties, but writes its half behind it, when the other may read.
#include <barrier>
#include <functional>
#include <thread>

void fill(std::barrier<>& barrier, int* halves, int& sum) {
  halves[1] = 2;  // NO RACE
  barrier.arrive_and_wait();
  sum = halves[0] + halves[1];  // RACE
}

int main() {
  std::barrier barrier(2);
  int halves[2] = {0, 0};
  int sum = 0;
  std::thread other(fill, std::ref(barrier), halves, std::ref(sum));
  barrier.arrive_and_wait();
  halves[0] = 1;  // RACE
  other.join();
  return sum == 3 ? 0 : 1;
}
