// The thread gets a pointer to the object: main keeps one too.
#include <memory>
#include <thread>

int main() {
  auto number = std::make_shared<int>(1);
  std::thread worker([own = number] {
    *own += 1;  // RACE
  });
  *number += 1;  // RACE
  worker.join();
  return *number == 0;  // NO RACE
}
