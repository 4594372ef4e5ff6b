// The writer holds one lock, the reader another.
#include <mutex>
#include <thread>

int value = 0;
std::mutex of_writer;
std::mutex of_reader;

void write_value() {
  const std::lock_guard guard(of_writer);
  value = 1;  // NO RACE
}

void read_value(int& seen) {
  const std::lock_guard guard(of_writer);
  seen = value;  // NO RACE
}

int main() {
  int seen = 0;
  std::thread second(read_value, std::ref(seen));
  std::thread first(write_value);
  first.join();
  second.join();
  of_reader.lock();  // NOT NEEDED: nobody else is left
  of_reader.unlock();
  return seen == 2;
}
