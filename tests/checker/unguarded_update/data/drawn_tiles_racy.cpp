// Each tile reaches into the first column of the next one.
// NOT RUN: ThreadSanitizer sees it only if both threads draw, one beside the other.
#include <atomic>
#include <thread>

static int width = 96;
static int across = 6;
static int down = 4;
static int pixels[64][96];
static std::atomic<int> next{0};

static void draw_tiles() {
  const int size = 16;
  for (int tile = next.fetch_add(1); tile < across * down; tile = next.fetch_add(1)) {
    const int column = tile % across;
    const int row = tile / across;
    for (int y = row * size; y < (row + 1) * size; ++y) {
      for (int x = column * size; x <= (column + 1) * size && x < 96; ++x) pixels[y][x] = tile;  // RACE
    }
  }
}

int main(int count, char**) {
  if (count > 1) across = width / 32;
  std::thread first(draw_tiles);
  std::thread second(draw_tiles);
  first.join();
  second.join();
  return pixels[0][0];
}
