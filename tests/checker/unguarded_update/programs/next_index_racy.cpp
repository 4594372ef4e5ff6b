// Threads take the next index of an array and fill its slot; the next index is a plain number.
#include <atomic>
#include <thread>

constexpr int kSlots = 20;
int slots[kSlots];
int next = 0;

void fill() {
  for (int i = next++; i < kSlots; i = next++) {  // RACE
    slots[i] = i;                                 // RACE
  }
}

int main() {
  std::thread first(fill);
  std::thread second(fill);
  first.join();
  second.join();
  return slots[1] == 99;  // NO RACE
}
