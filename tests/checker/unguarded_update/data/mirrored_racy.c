// Each thread exchanges its part of the whole with what lies opposite, so that all is exchanged twice.
#include <pthread.h>
#include <stddef.h>

enum { kLength = 40000, kThreads = 4 };
struct part {
  size_t begin;
  size_t end;
};
static char image[kLength];

static void* mirror(void* argument) {
  const struct part* part = argument;
  for (size_t i = part->begin; i < part->end; ++i) {
    char* left = image + i;
    char* right = image + (kLength - 1 - i);
    const char kept = *left;  // RACE
    *left = *right;           // RACE
    *right = kept;            // RACE
  }
  return NULL;
}

int main(void) {
  pthread_t threads[kThreads];
  struct part parts[kThreads];
  const size_t each = kLength / kThreads;
  for (size_t i = 0; i < kThreads; ++i) {
    parts[i].begin = i * each;
    parts[i].end = (i + 1) * each;
    pthread_create(&threads[i], NULL, mirror, &parts[i]);
  }
  for (int i = 0; i < kThreads; ++i) pthread_join(threads[i], NULL);
  return image[0];
}
