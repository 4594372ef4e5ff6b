// A guard of the program's own keeps the lock as a reference.
#include <mutex>
#include <thread>

template <class Mutex>
class Guard {
 public:
  explicit Guard(Mutex& mutex) : mutex_(mutex) { mutex_.lock(); }
  ~Guard() { mutex_.unlock(); }

 private:
  Mutex& mutex_;
};

int counter = 0;
std::mutex m;

void count() {
  Guard guard(m);
  ++counter;  // NO RACE
}

int main() {
  std::thread first(count);
  std::thread second(count);
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
