// What a map leads to is put in by its index and found by an iterator.
#include <map>
#include <thread>

struct Account {
  int balance = 0;
};

Account alice;
std::map<int, Account*> accounts;

void pay() {
  const auto found = accounts.find(1);
  if (found != accounts.end()) found->second->balance += 1;  // RACE
}

int main() {
  accounts[1] = &alice;
  std::thread a(pay);
  std::thread b(pay);
  a.join();
  b.join();
}
