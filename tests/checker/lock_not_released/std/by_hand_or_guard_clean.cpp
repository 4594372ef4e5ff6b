// What takes a lock by hand must give it up by hand; a guard gives it up on every way.
#include <mutex>
#include <thread>

std::mutex m;
int left = 1;

void take_one() {
  std::lock_guard<std::mutex> guard(m);  // NO FINDING
  if (left == 0) return;  // NO FINDING
  --left;
}

int main() {
  std::thread first(take_one), second(take_one);
  first.join();
  second.join();
}
