// Both threads get main's variable, as a copy.
#include <functional>
#include <thread>

void add(int sum) {
  sum += 1;  // NO RACE
  (void)sum;
}

int main() {
  int sum = 0;
  std::thread first(add, sum);
  std::thread second(add, sum);
  first.join();  // NOT NEEDED: each thread has a copy
  second.join();
  return sum == 1;
}
