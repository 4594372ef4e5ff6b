#include <mutex>
#include <thread>

class Account {
 public:
  void deposit(int amount) {
    std::lock_guard<std::mutex> guard(mutex_);
    balance_ += amount;
  }

  void withdraw(int amount) {
    if (balance_ >= amount) {
      balance_ -= amount;
    }
  }

 private:
  std::mutex mutex_;
  int balance_ = 0;
};

int main() {
  Account account;
  std::thread first([&] { account.deposit(5); });
  std::thread second([&] { account.withdraw(3); });
  first.join();
  second.join();
}
