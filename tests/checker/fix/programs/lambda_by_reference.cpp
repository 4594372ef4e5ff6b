#include <thread>

int main() {
  int count = 0;
  {
    std::jthread first([&] { ++count; });
    std::jthread second([&] { ++count; });
  }
  return count == 0;
}
