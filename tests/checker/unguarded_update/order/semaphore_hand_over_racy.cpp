// A semaphore tells that the data is ready, too early.
#include <semaphore>
#include <thread>

int data = 0;
std::binary_semaphore ready(0);

void produce() {
  ready.release();
  data = 42;  // RACE
}

int main() {
  std::thread producer(produce);
  ready.acquire();
  const int seen = data;  // RACE
  producer.join();
  return seen == 1;
}
