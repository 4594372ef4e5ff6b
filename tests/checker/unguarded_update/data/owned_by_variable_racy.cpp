// A thread reaches an object through the variable that owns it, which its closure refers to; its starter does the same meanwhile.
#include <memory>
#include <thread>

struct Account {
  int balance = 0;
  void deposit() { ++balance; }  // RACE
};

int main() {
  auto account = std::make_unique<Account>();
  std::thread payer([&] {
    for (int i = 0; i < 1000; ++i) account->deposit();
  });
  account->deposit();
  payer.join();
  return account->balance > 1001;
}
