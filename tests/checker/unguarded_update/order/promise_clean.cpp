// A promise hands the data over, after it is written.
#include <future>
#include <thread>

int data = 0;

void produce(std::promise<void> done) {
  data = 42;  // NO RACE
  done.set_value();
}

int main() {
  std::promise<void> promise;
  std::future<void> done = promise.get_future();
  std::thread producer(produce, std::move(promise));
  done.wait();
  const int seen = data;  // NO RACE
  producer.join();        // NOT NEEDED: what main reads is handed over before
  return seen == 1;
}
