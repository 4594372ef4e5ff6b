#include <thread>

template <class T>
class Sum {
 public:
  void add(T value) { sum_ = sum_ + value; }

 private:
  T sum_ = T();
};

Sum<double> sum;

int main() {
  std::jthread first([] { sum.add(1.5); });
  std::jthread second([] { sum.add(2.5); });
}
