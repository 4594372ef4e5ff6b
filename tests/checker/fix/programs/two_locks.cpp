#include <mutex>
#include <thread>

std::mutex for_writers;
std::mutex for_readers;
int price = 0;

void set(int value) {
  std::scoped_lock guard(for_writers);
  price = value;
}

int get() {
  std::scoped_lock guard(for_readers);
  return price;
}

int main() {
  std::jthread writer(set, 5);
  std::jthread reader([] { get(); });
}
