// Sizes are written as shifts, and each part ends in the next one.
#include <pthread.h>
#include <stddef.h>

#define THREADS 4
#define SIZE (1 << 14)

static long output[SIZE];

static void part_of(int id, int* begin, int* end) {
  *begin = id * (SIZE >> 2);
  *end = id == THREADS - 1 ? SIZE : (id + 1) * (SIZE >> 2) + 1;
}

static void* fill(void* argument) {
  int begin;
  int end;
  part_of(*(int*)argument, &begin, &end);
  for (int i = begin; i < end; ++i) output[i] += i;  // RACE
  return NULL;
}

int main(void) {
  pthread_t threads[THREADS];
  int ids[THREADS];
  for (int i = 0; i < THREADS; ++i) {
    ids[i] = i;
    pthread_create(&threads[i], NULL, fill, &ids[i]);
  }
  for (int i = 0; i < THREADS; ++i) pthread_join(threads[i], NULL);
  return output[0] != 0;
}
