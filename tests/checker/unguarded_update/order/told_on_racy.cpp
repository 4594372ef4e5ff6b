// The second result is given without waiting for the first: who sees it knows nothing of what was loaded.
#include <future>
#include <thread>

int loaded;
int doubled;

void load(std::promise<void> done) {
  loaded = 21;  // RACE
  done.set_value();
}

void compute(std::future<void> ready, std::promise<void> done) {
  doubled = 42;
  done.set_value();
  ready.wait();
}

int show(std::shared_future<void> ready) {
  ready.wait();
  return doubled - loaded;  // RACE
}

int main() {
  std::promise<void> first, second;
  std::future<void> ready = first.get_future();
  std::shared_future<void> computed = second.get_future().share();
  std::thread loader(load, std::move(first));
  std::thread worker(compute, std::move(ready), std::move(second));
  auto one = std::async(std::launch::async, show, computed);
  auto other = std::async(std::launch::async, show, computed);
  const int sum = one.get() + other.get();
  loader.join();
  worker.join();
  return sum > 84;
}
