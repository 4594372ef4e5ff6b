// A result that is written before the promise is kept, in a function that the thread calls.
#include <future>
#include <thread>

int rounds = 0;
std::promise<void> finished;

void play() {
  rounds = 5;  // NO RACE
  finished.set_value();
}

int main() {
  std::thread player([] { play(); });
  finished.get_future().wait();
  const int seen = rounds;  // NO RACE
  player.join();            // NOT NEEDED: what main reads is handed over before
  return seen == 1;
}
