// A struct is copied while another thread changes a copy of it.
#include <thread>

struct Settings {
  int width = 1;
  int height = 1;
};

Settings settings;

void change() {
  Settings mine;
  mine.width = 2;  // NO RACE
  (void)mine;
}

void copy(int& area) {
  const Settings copied = settings;  // NO RACE
  area = copied.width * copied.height;
}

int main() {
  int area = 0;
  std::thread first(change);
  std::thread second(copy, std::ref(area));
  first.join();
  second.join();
  return area == 0;
}
