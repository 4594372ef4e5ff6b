// Each thread takes a lock, and it is the same.
#include <mutex>
#include <thread>

int balance = 0;
std::mutex a;
std::mutex b;

void deposit() {
  std::lock_guard<std::mutex> guard(a);
  balance += 10;  // NO RACE
}

void withdraw() {
  std::lock_guard<std::mutex> guard(a);
  balance -= 10;  // NO RACE
}

int main() {
  std::thread first(deposit);
  std::thread second(withdraw);
  first.join();
  second.join();
  std::lock_guard<std::mutex> guard(b);  // NOT NEEDED: nobody else is left
  return balance;                        // NO RACE
}
