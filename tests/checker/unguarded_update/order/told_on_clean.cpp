// Who sees the second result comes after what was done before the first: whoever gave the second had seen it.
#include <future>
#include <thread>

int loaded;
int doubled;

void load(std::promise<void> done) {
  loaded = 21;  // NO RACE
  done.set_value();
}

void compute(std::future<void> ready, std::promise<void> done) {
  ready.wait();
  doubled = 2 * loaded;  // NO RACE
  done.set_value();
}

int show(std::shared_future<void> ready) {
  ready.wait();
  return doubled - loaded;  // NO RACE
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
  return sum == 42 ? 0 : 1;
}
