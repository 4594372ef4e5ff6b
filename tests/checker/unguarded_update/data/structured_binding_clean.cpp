// Two threads walk one map; the names that stand for key and value are references, and nothing is written through them.
#include <map>
#include <thread>

std::map<int, int> table{{1, 2}, {3, 4}};

int sum() {
  int total = 0;
  for (auto& [key, value] : table) total += key + value;  // NO RACE
  return total;
}

int main() {
  std::thread a(sum);
  std::thread b(sum);
  a.join();
  b.join();
}
