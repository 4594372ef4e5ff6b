// Transfers lock both accounts; the audit reads them under both locks.
#include <mutex>
#include <thread>

class Account {
 public:
  explicit Account(int balance) : balance_(balance) {}

  static void transfer(Account& from, Account& to, int amount) {
    std::scoped_lock both(from.mutex_, to.mutex_);
    from.balance_ -= amount;  // NO RACE
    to.balance_ += amount;    // NO RACE
  }

  static int audit(Account& a, Account& b) {
    std::scoped_lock both(a.mutex_, b.mutex_);
    return a.balance_ + b.balance_;  // NO RACE
  }

 private:
  std::mutex mutex_;
  int balance_;
};

int main() {
  Account a(100);
  Account b(100);
  std::thread first([&] { Account::transfer(a, b, 10); });
  std::thread second([&] { Account::transfer(b, a, 20); });
  const int total = Account::audit(a, b);
  first.join();  // NOT NEEDED: main reads under the lock
  second.join();
  return total == 1;
}
