// A local variable that is automatic belongs to one call.
#include <thread>

int next() {
  int last = 0;
  ++last;       // NO RACE
  return last;  // NO RACE
}

int main() {
  std::thread first(next);
  std::thread second(next);
  first.join();
  second.join();
  return 0;
}
