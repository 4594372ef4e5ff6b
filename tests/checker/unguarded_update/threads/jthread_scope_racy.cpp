// A jthread joins itself at the end of its scope; main reads inside it.
#include <thread>

int result = 0;

int main() {
  int seen = 0;
  {
    std::jthread worker([] {
      result = 42;  // RACE
    });
    seen = result;  // RACE
  }
  return seen == 1;
}
