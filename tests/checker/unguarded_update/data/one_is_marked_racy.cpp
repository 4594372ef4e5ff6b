// One element is marked before the threads begin; they look at the others without a lock.
#include <functional>
#include <thread>
#include <vector>

int count = 0;

void visit(std::vector<char>& marked, int first) {
  for (int i = first; i < 16; i += 3) {
    if (marked[i]) continue;  // RACE
    marked[i] = 1;            // RACE
    ++count;                  // RACE
  }
}

int main() {
  std::vector<char> marked(16);
  marked[0] = 1;
  std::thread one(visit, std::ref(marked), 1), other(visit, std::ref(marked), 1);
  one.join();
  other.join();
  return count > 32;
}
