// Each number is drawn once, which says nothing of what all threads count.
// NOT RUN: ThreadSanitizer sees it only if both threads draw, one beside the other.
#include <atomic>
#include <thread>

static std::atomic<int> next{0};
static int done = 0;

static void work(const int* size) {
  for (int i = next.fetch_add(1); i < *size; i = next.fetch_add(1)) ++done;  // RACE
}

int main(int count, char**) {
  const int size = 100 * count;
  std::thread first(work, &size);
  std::thread second(work, &size);
  first.join();
  second.join();
  return done > 0 ? 0 : 1;  // NO RACE
}
