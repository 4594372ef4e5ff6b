#include <thread>

int count = 0;

void job() {
  ++count;
}

int main() {
  std::jthread first(job);
  std::jthread second(job);
}
