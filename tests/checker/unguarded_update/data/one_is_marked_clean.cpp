// One element is marked before the threads begin; under a lock they look whether the others are.
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

std::mutex lock;
int count = 0;

void visit(std::vector<char>& marked, int first) {
  for (int i = first; i < 16; i += 3) {
    std::scoped_lock guard(lock);
    if (marked[i]) continue;  // NO RACE
    marked[i] = 1;            // NO RACE
    ++count;                  // NO RACE
  }
}

int main() {
  std::vector<char> marked(16);
  marked[0] = 1;
  std::thread one(visit, std::ref(marked), 1), other(visit, std::ref(marked), 1);
  one.join();
  other.join();
  return count == 5 ? 0 : 1;
}
