#include <thread>

int number() {
  static int last = 0;
  return ++last;
}

void job() {
  number();
}

int main() {
  std::jthread first(job);
  std::jthread second(job);
}
