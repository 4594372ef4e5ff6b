// Two threads work in phases with a barrier between; they read one buffer and write the other.
#include <barrier>
#include <thread>

int buffers[2][2] = {{1, 2}, {0, 0}};
std::barrier phase(2);

void work(int id) {
  for (int round = 0; round < 4; ++round) {
    const int* from = buffers[round % 2];
    int* to = buffers[(round + 1) % 2];
    to[id] = from[0] + from[1];  // NO RACE
    phase.arrive_and_wait();
  }
}

int main() {
  std::thread first(work, 0);
  std::thread second(work, 1);
  first.join();
  second.join();
  return buffers[0][0] == 1;  // NO RACE
}
