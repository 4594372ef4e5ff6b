// The threads are started here; what they do stands in another file.
#include <thread>

#include "counter.h"

void count();

int main() {
  std::thread first(count);
  std::thread second(count);
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
