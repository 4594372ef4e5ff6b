// A destructor that unique_ptr calls keeps the books, under the lock of those that were made.
#include <memory>
#include <mutex>
#include <thread>

std::mutex books;
int open_files = 0;

struct File {
  File() {
    std::lock_guard guard(books);
    ++open_files;  // NO RACE
  }
  ~File() {
    std::lock_guard guard(books);
    --open_files;  // NO RACE
  }
};

void work() {
  for (int i = 0; i < 1000; ++i) const auto file = std::make_unique<File>();
}

int main() {
  std::thread first(work), second(work);
  first.join();
  second.join();
  return open_files;
}
