// Two threads use one struct: different fields.
#include <thread>

struct Point {
  int x = 0;
  int y = 0;
};

Point point;

void move_right() {
  point.x += 1;  // NO RACE
}

void move_up() {
  point.y += 1;  // NO RACE
}

int main() {
  std::thread first(move_right);
  std::thread second(move_up);
  first.join();
  second.join();
  return point.x + point.y == 1;  // NO RACE
}
