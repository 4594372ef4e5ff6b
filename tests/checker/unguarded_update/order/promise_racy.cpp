// A promise hands the data over, before it is written.
#include <future>
#include <thread>

int data = 0;

void produce(std::promise<void> done) {
  done.set_value();
  data = 42;  // RACE
}

int main() {
  std::promise<void> promise;
  std::future<void> done = promise.get_future();
  std::thread producer(produce, std::move(promise));
  done.wait();
  const int seen = data;  // RACE
  producer.join();
  return seen == 1;
}
