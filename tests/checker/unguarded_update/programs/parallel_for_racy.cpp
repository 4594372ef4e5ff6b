// A template runs a body for each index in threads; the body writes one sum.
#include <thread>
#include <vector>

template <class Body>
void parallel_for(int count, Body body) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back(body, i);
  for (std::thread& thread : threads) thread.join();
}

int main() {
  std::vector<int> squares(4);
  int sum = 0;
  parallel_for(4, [&](int i) {
    sum += i * i;  // RACE
  });
  for (int square : squares) sum += square;  // NO RACE
  return sum == 1;
}
