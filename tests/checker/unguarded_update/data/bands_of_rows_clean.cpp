// Bands of rows, each up to the row before the next one's first.
#include <algorithm>
#include <functional>
#include <thread>
#include <vector>

constexpr int kWidth = 64;
constexpr int kHeight = 1000;
std::vector<float> image(kWidth* kHeight, 1.0F);

/// Calls `change` for bands of rows, the last row of each included.
void for_each_band(int rows, int bands, const std::function<void(int, int)>& change) {
  std::vector<std::thread> threads;
  const int step = (rows + bands - 1) / bands;
  for (int first = 0; first < rows; first += step) {
    threads.emplace_back(change, first, std::min(first + step - 1, rows - 1));
  }
  for (std::thread& thread : threads) thread.join();
}

int main() {
  for_each_band(kHeight, 6, [](int first, int last) {
    for (int y = first; y <= last; ++y) {
      for (int x = 0; x < kWidth; ++x) image[y * kWidth + x] *= 2;  // NO RACE
    }
  });
  return 0;
}
