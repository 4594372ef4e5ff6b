// The thread's function calls itself; main reads the variable that it reads.
#include <thread>

int depth_limit = 3;
int deepest = 0;

void descend(int depth) {
  if (depth >= depth_limit) return;  // NO RACE
  deepest = depth;                   // NO RACE
  descend(depth + 1);
}

int main() {
  std::thread worker(descend, 0);
  const int seen = depth_limit;  // NO RACE
  worker.join();                 // NOT NEEDED: the thread only reads what main reads
  return seen == 99;
}
