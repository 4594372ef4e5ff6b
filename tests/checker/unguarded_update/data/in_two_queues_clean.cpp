// Who takes an object out of a queue under its lock has it alone, unless it stands in another queue, too.
#include <deque>
#include <mutex>
#include <thread>

std::mutex m;
std::deque<int*> bills;
std::deque<int*> orders;

void take_from(std::deque<int*>& queue) {
  int* taken = nullptr;
  {
    std::lock_guard guard(m);  // NOT NEEDED: each thread has its own queue
    taken = queue.front();     // NO RACE
    queue.pop_front();
  }
  *taken += 1;  // NO RACE
}

int main() {
  int first = 0;
  int second = 0;
  bills.push_back(&first);
  orders.push_back(&second);
  std::thread clerk(take_from, std::ref(bills));
  std::thread cook(take_from, std::ref(orders));
  clerk.join();
  cook.join();
  return first + second == 1;  // NO RACE
}
