// scoped_lock takes two locks at once; the other thread holds neither.
#include <mutex>
#include <thread>

int here = 10;
int there = 10;
std::mutex a;
std::mutex b;
std::mutex c;

void move_one() {
  std::scoped_lock guard(a, b);
  --here;   // RACE
  ++there;  // NO RACE
}

void take_one() {
  std::scoped_lock guard(c);
  --here;  // RACE
}

int main() {
  std::thread first(move_one);
  std::thread second(take_one);
  first.join();
  second.join();
  std::scoped_lock guard(c);
  return here + there == 1;  // NO RACE
}
