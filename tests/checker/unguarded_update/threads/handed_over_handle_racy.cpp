// The handle of the thread moves to another variable before it is joined.
#include <thread>
#include <utility>

int result = 0;

int main() {
  std::thread worker([] {
    result = 42;  // RACE
  });
  std::thread other([] {});
  std::swap(worker, other);
  std::thread moved = std::move(worker);
  moved.join();
  const int seen = result;  // RACE
  other.join();
  return seen == 1;
}
