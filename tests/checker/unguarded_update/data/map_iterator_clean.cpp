// What a map leads to is put in as an element and found by an iterator, and has a lock of its own.
#include <map>
#include <mutex>
#include <thread>

struct Account {
  int balance = 0;
  std::mutex mutex;
};

Account alice;
std::map<int, Account*> accounts;

void pay() {
  const auto found = accounts.find(1);
  if (found == accounts.end()) return;
  const std::lock_guard guard(found->second->mutex);
  found->second->balance += 1;  // NO RACE
}

int main() {
  accounts.emplace(1, &alice);
  std::thread a(pay);
  std::thread b(pay);
  a.join();
  b.join();
}
