// A monitor: every method takes the object's lock but one.
#include <mutex>
#include <thread>

class Account {
 public:
  void deposit(int n) {
    std::scoped_lock guard(mutex_);
    balance_ += n;  // RACE
  }
  int balance() {
    return balance_;  // RACE
  }

 private:
  std::mutex mutex_;
  int balance_ = 0;
};

int main() {
  Account account;
  std::thread worker(&Account::deposit, &account, 10);
  const int seen = account.balance();
  worker.join();
  return seen == 1;
}
