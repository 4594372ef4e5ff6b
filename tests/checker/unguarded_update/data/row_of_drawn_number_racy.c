// Each row is filled up to the first element of the next one.
// NOT RUN: ThreadSanitizer sees it only if both threads draw, one beside the other.
#include <pthread.h>
#include <stdlib.h>

enum { kThreads = 3 };

static int width = 80;
static int height = 60;
static int* pixels;
static int next;

static int draw(void) { return __sync_fetch_and_add(&next, 1); }

static void* fill(void* unused) {
  for (int row = draw(); row < height; row = draw()) {
    for (int column = 0; column <= width && row * width + column < width * height; column++) pixels[row * width + column] = row ^ column;  // RACE
  }
  return unused;
}

int main(int count, char** arguments) {
  if (count > 2) {
    width = atoi(arguments[1]);
    height = atoi(arguments[2]);
  }
  pixels = calloc((size_t)width * height, sizeof *pixels);
  pthread_t threads[kThreads];
  for (int i = 0; i < kThreads; i++) pthread_create(&threads[i], NULL, fill, NULL);
  for (int i = 0; i < kThreads; i++) pthread_join(threads[i], NULL);
  return pixels[0];
}
