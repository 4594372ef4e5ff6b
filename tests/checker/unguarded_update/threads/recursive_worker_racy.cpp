// The thread's function calls itself; main writes the variable that it reads.
#include <thread>

int depth_limit = 3;
int deepest = 0;

void descend(int depth) {
  if (depth >= depth_limit) return;  // RACE
  deepest = depth;                   // NO RACE
  descend(depth + 1);
}

int main() {
  std::thread worker(descend, 0);
  depth_limit = 5;  // RACE
  worker.join();
  return deepest == 99;
}
