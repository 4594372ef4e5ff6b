// The thread reaches the data through a field of its argument: both fields lead to one variable.
#include <thread>

struct Job {
  int* target;
  int amount;
};

void run(const Job& job) {
  *job.target += job.amount;  // RACE
}

int main() {
  int a = 0;
  int b = 0;
  const Job one{&a, 1};
  const Job two{&a, 2};
  std::thread first(run, std::cref(one));
  std::thread second(run, std::cref(two));
  first.join();
  second.join();
  return a + b == 0;  // NO RACE
}
