// A monitor: every method takes the object's lock.
#include <mutex>
#include <thread>

class Account {
 public:
  void deposit(int n) {
    std::scoped_lock guard(mutex_);
    balance_ += n;  // NO RACE
  }
  int balance() {
    std::scoped_lock guard(mutex_);
    return balance_;  // NO RACE
  }

 private:
  std::mutex mutex_;
  int balance_ = 0;
};

int main() {
  Account account;
  std::thread worker(&Account::deposit, &account, 10);
  const int seen = account.balance();
  worker.join();  // NOT NEEDED: main reads under the lock
  return seen == 1;
}
