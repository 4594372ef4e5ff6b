// Two accounts: the locks are taken in the order of the arguments, or of their addresses.
#include <mutex>
#include <thread>

struct Account {
  std::mutex lock;
  int balance = 100;
};

void move(Account* from, Account* to, int amount) {
  if (from > to) {
    to->lock.lock();
    from->lock.lock();  // NO FINDING
    from->balance -= amount;
    to->balance += amount;
    from->lock.unlock();
    to->lock.unlock();
    return;
  }
  if (!(from < to)) return;
  from->lock.lock();
  to->lock.lock();  // NO FINDING
  from->balance -= amount;
  to->balance += amount;
  to->lock.unlock();
  from->lock.unlock();
}

int main() {
  Account a, b;
  std::thread first(move, &a, &b, 10), second(move, &b, &a, 20);
  first.join();
  second.join();
}
