// A variable under a lock says whose turn it is; the data is used outside of the lock.
#include <condition_variable>
#include <mutex>
#include <thread>

int data = 0;
int turn = 0;
std::mutex m;
std::condition_variable changed;

void wait_for_turn(int me) {
  std::unique_lock lock(m);
  changed.wait(lock, [me] { return turn == me; });  // NO RACE
}

void give_turn(int other) {
  std::lock_guard guard(m);
  turn = other;  // NO RACE
  changed.notify_all();
}

void even() {
  wait_for_turn(0);
  ++data;  // NO RACE
  give_turn(1);
}

void odd() {
  wait_for_turn(1);
  ++data;  // NO RACE
  give_turn(0);
}

int main() {
  std::thread first(even);
  std::thread second(odd);
  first.join();
  second.join();
  return data == 1;  // NO RACE
}
