// Each thread announces itself and goes on only if the other has not: at most one of them does, in one order of all.
#include <atomic>
#include <thread>

std::atomic<bool> first_wants = false;
std::atomic<bool> second_wants = false;
int data = 0;

void first() {
  first_wants.store(true, std::memory_order_seq_cst);
  if (!second_wants.load(std::memory_order_seq_cst)) {
    ++data;  // NO RACE
  }
}

void second() {
  second_wants.store(true, std::memory_order_seq_cst);
  if (!first_wants.load(std::memory_order_seq_cst)) {
    ++data;  // NO RACE
  }
}

int main() {
  std::thread one(first);
  std::thread two(second);
  one.join();
  two.join();
  return data == 2;  // NO RACE
}
