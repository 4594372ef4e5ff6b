// Threads share their variables; processes do not.
#include "runtime/mp.h"

int answer = 0;

void find() {
  answer = 42;  // NO FINDING
}

int main() {
  mp::Thread job(find);
  job.start();
  job.join();
  return answer;  // NO FINDING
}
