// An object comes through a promise. One thread tells the other one that it is filled in, and then fills it in.
// NOT RUN: ThreadSanitizer saw it in 2 of 15 runs.
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
    filled.set_value();
    report.get()->pages = 3;  // RACE
  });
  std::thread printer([report, &ready] {
    ready.wait();
    report.get()->pages++;  // RACE
  });
  loader.join();
  filler.join();
  printer.join();
  return report.get()->pages > 0 ? 0 : 1;
}
