// A loop over a list of pointers joins the threads they lead to.
#include <thread>

int data = 0;

void idle() {}

void work() {
  data = 42;  // NO RACE
}

int main() {
  std::thread a(idle);
  std::thread b(work);
  for (std::thread* each : {&a, &b}) each->join();
  const int seen = data;  // NO RACE
  return seen == 1;
}
