// The thread gets a pointer to the object: main gives its only one away.
#include <memory>
#include <thread>

int main() {
  auto number = std::make_unique<int>(1);
  std::thread worker([own = std::move(number)] {
    *own += 1;  // NO RACE
  });
  number = std::make_unique<int>(2);
  *number += 1;         // NO RACE
  worker.join();        // NOT NEEDED: both only read
  return *number == 0;  // NO RACE
}
