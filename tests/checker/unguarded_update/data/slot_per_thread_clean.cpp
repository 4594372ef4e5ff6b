// Each thread writes a slot of an array: its own.
#include <array>
#include <thread>

std::array<int, 2> slots = {};

void work(int id) {
  for (int i = 0; i < 10; ++i) slots[id] += i;  // NO RACE
}

int main() {
  std::thread first(work, 0);
  std::thread second(work, 1);
  first.join();
  second.join();
  return slots[0] + slots[1] == 1;  // NO RACE
}
