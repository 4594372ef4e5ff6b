#include <memory>
#include <thread>

struct State {
  int hits = 0;
  int misses = 0;
};

void play(std::shared_ptr<State> state) {
  if (state->hits < 3)
    state->hits++;
  else
    state->misses++;
}

int main() {
  auto state = std::make_shared<State>();
  std::jthread first(play, state);
  std::jthread second(play, state);
}
