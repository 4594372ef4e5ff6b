#include <thread>

bool ready = false;
int answer = 0;

int main() {
  std::thread writer([] {
    answer = 42;
    ready = true;
  });
  while (!ready) std::this_thread::yield();
  writer.join();
  return answer == 0;
}
