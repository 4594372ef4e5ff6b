// scoped_lock takes two locks at once; the other thread holds one of them.
#include <mutex>
#include <thread>

int here = 10;
int there = 10;
std::mutex a;
std::mutex b;
std::mutex c;

void move_one() {
  std::scoped_lock guard(a, b);
  --here;   // NO RACE
  ++there;  // NO RACE
}

void take_one() {
  std::scoped_lock guard(a);
  --here;  // NO RACE
}

int main() {
  std::thread first(move_one);
  std::thread second(take_one);
  first.join();
  second.join();
  std::scoped_lock guard(c);  // NOT NEEDED: nobody else is left
  return here + there == 1;   // NO RACE
}
