// A thread reaches an object through the variable that owns it, which its closure refers to; its starter waits before it looks.
#include <memory>
#include <thread>

struct Account {
  int balance = 0;
  void deposit() { ++balance; }  // NO RACE
};

int main() {
  auto account = std::make_unique<Account>();
  std::thread payer([&] {
    for (int i = 0; i < 1000; ++i) account->deposit();
  });
  payer.join();
  account->deposit();
  return account->balance - 1001;
}
