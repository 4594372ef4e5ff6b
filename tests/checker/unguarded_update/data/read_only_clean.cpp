// Many may read what nobody writes; nobody does.
#include <thread>

int limits[3] = {1, 2, 3};

void read_limits(int& sum) {
  for (int limit : limits) sum += limit;  // NO RACE
}

void write_and_read(int& sum) {
  sum = limits[2];  // NO RACE
}

int main() {
  int a = 0;
  int b = 0;
  std::thread first(read_limits, std::ref(a));
  std::thread second(write_and_read, std::ref(b));
  first.join();
  second.join();
  return a + b == 1;
}
