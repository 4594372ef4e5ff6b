// The thread's work is in a std::function that main fills.
#include <functional>
#include <thread>

int shared = 0;

void run_both(const std::function<void()>& work) {
  std::thread first(work);
  std::thread second(work);
  first.join();  // NOT NEEDED: each thread has its own
  second.join();
}

int main() {
  run_both([] {
    int own = 0;
    own += 1;  // NO RACE
    (void)own;
  });
  return shared == 1;  // NO RACE
}
