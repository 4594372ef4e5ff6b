// Objects in a map are set up by whoever finds one untouched; which one a thread takes is not known before it runs.
#include <functional>
#include <map>
#include <thread>

class Table {
 public:
  int at(int key) {
    if (first_ == 0) first_ = 42;  // RACE
    return first_ + key;           // RACE
  }

 private:
  int first_ = 0;
};

void use(std::map<int, Table*>& tables, int which, int& seen) { seen = tables.find(which)->second->at(1); }

int main(int count, char**) {
  Table first;
  Table second;
  std::map<int, Table*> tables;
  tables[0] = &first;
  tables[1] = &second;
  int a = 0;
  int b = 0;
  std::thread one(use, std::ref(tables), count / 2, std::ref(a));
  std::thread other(use, std::ref(tables), count / 3, std::ref(b));
  one.join();
  other.join();
  return a + b == 1;
}
