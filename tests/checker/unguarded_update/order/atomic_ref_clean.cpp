// A plain integer, changed through atomic_ref by both threads.
#include <atomic>
#include <thread>

int counter = 0;

void count() {
  std::atomic_ref<int>(counter).fetch_add(1);  // NO RACE
}

void count_too() {
  std::atomic_ref<int>(counter).fetch_add(1);  // NO RACE
}

int main() {
  std::thread first(count);
  std::thread second(count_too);
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
