// One thread writes what another reads.
#include <thread>

int a = 0;
int b = 0;

void writer() {
  a = 1;  // RACE
}

void reader(int& seen) {
  seen = a;  // RACE
}

int main() {
  int seen = 0;
  std::thread first(writer);
  std::thread second(reader, std::ref(seen));
  first.join();
  second.join();
  return seen == 2;
}
