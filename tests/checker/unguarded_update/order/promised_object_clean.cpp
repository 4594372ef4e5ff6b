// An object comes through a promise. One thread fills it in and tells the other one by a second promise.
#include <future>
#include <memory>
#include <thread>

struct Report {
  int pages = 0;
};

int main() {
  std::promise<std::shared_ptr<Report>> loaded;
  std::promise<void> filled;
  std::shared_future<std::shared_ptr<Report>> report = loaded.get_future().share();
  std::future<void> ready = filled.get_future();
  std::thread loader([&loaded] { loaded.set_value(std::make_shared<Report>()); });
  std::thread filler([report, &filled] {
    report.get()->pages = 3;  // NO RACE
    filled.set_value();
  });
  std::thread printer([report, &ready] {
    ready.wait();
    report.get()->pages++;  // NO RACE
  });
  loader.join();
  filler.join();
  printer.join();
  return report.get()->pages > 0 ? 0 : 1;
}
