// The guard is a member of a class of the program, whose object has no name.
#include <mutex>
#include <thread>

std::mutex m;
int counter = 0;

class Locked {
 public:
  explicit Locked(std::mutex& mutex) : guard_(mutex) {}

 private:
  std::lock_guard<std::mutex> guard_;
};

void count() {
  Locked{m};
  ++counter;  // RACE
}

int main() {
  std::thread first(count);
  std::thread second(count);
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
