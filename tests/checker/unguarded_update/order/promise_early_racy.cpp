// A result that is written after the promise was kept, in a function that the thread calls.
#include <future>
#include <thread>

int rounds = 0;
std::promise<void> finished;

void play() {
  finished.set_value();
  rounds = 5;  // RACE
}

int main() {
  std::thread player([] { play(); });
  finished.get_future().wait();
  const int seen = rounds;  // RACE
  player.join();
  return seen == 1;
}
