// A barrier and what its phases share are members of one object; a pointer into it leads to the buffer of the phase.
#include <barrier>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

class Blur {
 public:
  explicit Blur(int workers) : workers_(workers), turn_(workers, [this] { swap(); }) {}

  int run() {
    std::vector<std::thread> threads;
    for (int id = 0; id < workers_; ++id) threads.emplace_back(&Blur::work, this, id);
    for (std::thread& thread : threads) thread.join();
    return rounds_;
  }

 private:
  void swap() {
    std::swap(from_, to_);  // NO RACE
    ++rounds_;              // NO RACE
  }
  void work(int id) {
    const int size = static_cast<int>(first_.size());
    while (rounds_ < 10) {                                                                                  // NO RACE
      for (int i = size * id / workers_; i < size * (id + 1) / workers_; ++i) (*to_)[i] = (*from_)[i] + 1;  // NO RACE
      turn_.arrive_and_wait();
    }
  }

  std::vector<int> first_ = std::vector<int>(40), second_ = std::vector<int>(40);
  std::vector<int>* from_ = &first_;
  std::vector<int>* to_ = &second_;
  int rounds_ = 0;
  int workers_;
  std::barrier<std::function<void()>> turn_;
};

int main() {
  Blur blur(3);
  return blur.run() - 10;
}
