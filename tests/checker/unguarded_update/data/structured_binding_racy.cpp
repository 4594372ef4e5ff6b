// Two threads walk one map and write to its values.
#include <map>
#include <thread>

std::map<int, int> table{{1, 2}, {3, 4}};

void raise_all() {
  for (auto& [key, value] : table) value += key;  // RACE
}

int main() {
  std::thread a(raise_all);
  std::thread b(raise_all);
  a.join();
  b.join();
}
