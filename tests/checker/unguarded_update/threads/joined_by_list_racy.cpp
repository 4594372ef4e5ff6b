// A loop over a list of pointers joins the threads they lead to.
#include <thread>

int data = 0;

void idle() {}

void work() {
  data = 42;  // RACE
}

int main() {
  std::thread a(idle);
  std::thread b(work);
  for (std::thread* each : {&a}) each->join();
  const int seen = data;  // RACE
  b.join();
  return seen == 1;
}
