// One thread walks through a map in which the other only looks: find never inserts.
#include <thread>
#include <unordered_map>

std::unordered_map<int, int> ages = {{1, 30}, {2, 40}};

void add_up(int& sum) {
  for (const auto& entry : ages) sum += entry.second;  // NO RACE
}

void look_up(int& age) {
  age = ages.find(2)->second;  // NO RACE
}

int main() {
  int sum = 0;
  int age = 0;
  std::thread first(add_up, std::ref(sum));
  std::thread second(look_up, std::ref(age));
  first.join();
  second.join();
  return sum + age == 1;
}
