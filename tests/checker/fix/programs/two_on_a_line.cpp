#include <thread>

int a = 0, b = 0;

void job() { ++a; ++b; a += b; }

int main() {
  std::jthread first(job), second(job);
}
