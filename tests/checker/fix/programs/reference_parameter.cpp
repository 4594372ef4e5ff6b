#include <thread>
#include <functional>

void job(int& total) {
  for (int i = 0; i < 10; ++i) total += i;
}

int main() {
  int total = 0;
  std::jthread first(job, std::ref(total));
  std::jthread second(job, std::ref(total));
}
