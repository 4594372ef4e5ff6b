// Accounts share a few locks: whoever has the locks of both accounts may move money between them.
#include <array>
#include <cstddef>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

class Accounts {
 public:
  explicit Accounts(std::size_t count) : balances_(count, 100) {}

  void move(std::size_t from, std::size_t to) {
    const std::size_t a = from % kLocks, b = to % kLocks;
    if (a == b) return;
    std::scoped_lock guard(locks_[a], locks_[b]);
    balances_[from] -= 1;  // NO RACE
    balances_[to] += 1;    // NO RACE
  }
  long balance(std::size_t account) {
    std::scoped_lock guard(locks_[account % kLocks]);
    return balances_[account];  // NO RACE
  }

 private:
  static constexpr std::size_t kLocks = 4;
  std::vector<long> balances_;
  std::array<std::mutex, kLocks> locks_;
};

static void pay(Accounts& accounts, unsigned seed) {
  std::mt19937 random(seed);
  for (int i = 0; i < 20000; ++i) accounts.move(random() % 8, random() % 8);
}

static void audit(Accounts& accounts) {
  long most = 0;
  for (int i = 0; i < 5000; ++i) {
    for (std::size_t account = 0; account < 8; ++account) {
      const long balance = accounts.balance(account);
      if (balance > most) most = balance;
    }
  }
}

int main() {
  Accounts accounts(8);
  std::thread first(pay, std::ref(accounts), 1U);
  std::thread second(pay, std::ref(accounts), 2U);
  std::thread auditor(audit, std::ref(accounts));
  first.join();
  second.join();
  auditor.join();
}
