// The last holder of an object deletes it; the count must tell it that the others have done with the object.
// NOT RUN: ThreadSanitizer sees it only if the first holder has not ended before the second begins.
#include <atomic>
#include <thread>

struct Picture {
  std::atomic<int> holders = 2;
  int width = 640;
};

void drop(Picture* picture) {
  if (picture->holders.fetch_sub(1, std::memory_order_relaxed) == 1) {  // RACE
    delete picture;                                                     // RACE
  }
}

void show(Picture* picture, int* seen) {
  *seen = picture->width;  // RACE
  drop(picture);
}

int main() {
  int seen[2];
  auto* picture = new Picture;
  std::thread first(show, picture, &seen[0]);
  std::thread second(show, picture, &seen[1]);
  first.join();
  second.join();
  return seen[0] == 1;
}
