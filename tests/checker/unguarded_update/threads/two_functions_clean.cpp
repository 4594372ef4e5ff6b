// One thread writes what another does not read.
#include <thread>

int a = 0;
int b = 0;

void writer() {
  a = 1;  // NO RACE
}

void reader(int& seen) {
  seen = b;  // NO RACE
}

int main() {
  int seen = 0;
  std::thread first(writer);
  std::thread second(reader, std::ref(seen));
  first.join();
  second.join();
  return seen == 2;
}
