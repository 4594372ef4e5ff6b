// Two threads run a member function that std::mem_fn wraps, each with the object it is given.
#include <functional>
#include <thread>

struct Counter {
  int value = 0;
  void add() {
    ++value;  // NO RACE
  }
};

int main() {
  Counter one, two;
  std::thread first(std::mem_fn(&Counter::add), &one);
  std::thread second(std::mem_fn(&Counter::add), &two);
  first.join();
  second.join();
  return one.value + two.value == 1;  // NO RACE
}
