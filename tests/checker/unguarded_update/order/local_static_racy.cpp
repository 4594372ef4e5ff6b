// The object is made at the first use: through a pointer that both may find empty.
#include <thread>

struct Table {
  int size = 42;
};

const Table* made = nullptr;

const Table* table() {
  if (made == nullptr) made = new Table;  // RACE
  return made;                            // RACE
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
