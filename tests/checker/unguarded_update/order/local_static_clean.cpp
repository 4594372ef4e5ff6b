// The object is made at the first use: as a local static, which C++ makes once.
#include <thread>

struct Table {
  int size = 42;
};

const Table* table() {
  static const Table made;  // NO RACE
  return &made;             // NO RACE
}

void use(bool& found) { found = table() != nullptr; }

int main() {
  bool a = false;
  bool b = false;
  std::thread first(use, std::ref(a));
  std::thread second(use, std::ref(b));
  first.join();
  second.join();
  return a != b;
}
