// Detached workers tell a latch that they have done, and main waits for it before it reads.
#include <latch>
#include <thread>

int parts[3] = {};
std::latch done(3);

void work(int id) {
  parts[id] = id + 1;  // NO RACE
  done.count_down();
}

int main() {
  for (int id = 0; id < 3; ++id) std::thread(work, id).detach();
  done.wait();
  return parts[0] + parts[1] + parts[2] == 1;  // NO RACE
}
