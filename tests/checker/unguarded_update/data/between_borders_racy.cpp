// Each thread goes on into the first element of the next one's part.
#include <thread>
#include <vector>

class Rod {
 public:
  Rod(std::size_t size, int workers) : heat_(size, 1.0), workers_(workers) {}

  void warm() {
    std::vector<std::thread> threads;
    for (int i = 0; i < workers_; ++i) threads.emplace_back([this, i] { warm_part(i); });
    for (std::thread& thread : threads) thread.join();
  }

  double at(std::size_t place) const { return heat_[place]; }

 private:
  void warm_part(int number) {
    const std::size_t inside = heat_.size() - 2;
    const std::size_t from = 1 + inside * number / workers_;
    const std::size_t to = 1 + inside * (number + 1) / workers_;
    for (std::size_t i = from; i <= to; ++i) heat_[i] *= 2;  // RACE
  }

  std::vector<double> heat_;
  int workers_;
};

int main() {
  Rod rod(102, 4);
  rod.warm();
  return rod.at(1) == 2.0 ? 0 : 1;
}
