// Threads share their variables; processes do not.
#include "runtime/mp.h"

int answer = 0;

void find() {
  answer = 42;  // FINDING
}

int main() {
  mp::Process job(find);
  job.start();
  job.join();
  return answer;  // FINDING
}
