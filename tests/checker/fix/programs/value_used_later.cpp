#include <thread>

int next_id = 0;
int last[2];

void job() {
  int mine = next_id;
  next_id = mine + 1;
  last[0] = mine;
  last[1] = mine + 1;
}

int main() {
  std::jthread first(job);
  std::jthread second(job);
}
