#include <future>

int total = 0;

int add(int amount) {
  total += amount;
  return total;
}

int main() {
  std::future<int> first = std::async(std::launch::async, add, 1);
  std::future<int> second = std::async(std::launch::async, add, 2);
  return first.get() + second.get() == 0;
}
