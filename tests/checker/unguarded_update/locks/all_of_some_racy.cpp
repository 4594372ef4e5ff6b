// The locks of all accounts are given up before the sum is made.
#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

struct Account {
  std::mutex lock;
  int balance = 0;
};

struct Bank {
  explicit Bank(std::size_t size) : accounts(size) {}

  void pay(std::size_t to, int amount) {
    std::lock_guard guard(accounts[to].lock);
    accounts[to].balance += amount;  // RACE
  }

  int sum() {
    {
      std::vector<std::unique_lock<std::mutex>> guards;
      for (Account& account : accounts) guards.emplace_back(account.lock);
    }
    int total = 0;
    for (const Account& account : accounts) total += account.balance;  // RACE
    return total;
  }

  std::vector<Account> accounts;
};

int main(int arguments, char**) {
  Bank bank(static_cast<std::size_t>(arguments) + 1);
  std::atomic<bool> is_known = false;
  std::thread first([&] {
    while (!is_known.load(std::memory_order_relaxed)) bank.pay(0, 1);
    bank.pay(0, 2);
  });
  const int total = bank.sum();
  is_known.store(true, std::memory_order_relaxed);
  first.join();
  return total < 0;
}
