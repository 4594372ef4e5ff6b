// Both threads get main's variable, by reference.
#include <functional>
#include <thread>

void add(int& sum) {
  sum += 1;  // RACE
}

int main() {
  int sum = 0;
  std::thread first(add, std::ref(sum));
  std::thread second(add, std::ref(sum));
  first.join();
  second.join();
  return sum == 1;
}
