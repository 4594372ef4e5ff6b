// A semaphore tells that the data is ready, after it was written.
#include <semaphore>
#include <thread>

int data = 0;
std::binary_semaphore ready(0);

void produce() {
  data = 42;  // NO RACE
  ready.release();
}

int main() {
  std::thread producer(produce);
  ready.acquire();
  const int seen = data;  // NO RACE
  producer.join();        // NOT NEEDED: what main reads is handed over before
  return seen == 1;
}
