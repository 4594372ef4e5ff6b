// Threads take the next index of an array and fill its slot; the next index is an atomic number.
#include <atomic>
#include <thread>

constexpr int kSlots = 20;
int slots[kSlots];
std::atomic<int> next = 0;

void fill() {
  for (int i = next++; i < kSlots; i = next++) {  // NO RACE
    slots[i] = i;                                 // NO RACE
  }
}

int main() {
  std::thread first(fill);
  std::thread second(fill);
  first.join();
  second.join();
  return slots[1] == 99;  // NO RACE
}
