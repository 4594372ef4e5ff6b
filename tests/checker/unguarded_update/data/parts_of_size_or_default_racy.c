// What main chooses once, its own size or the user's, is one number to all threads: each has its part.
#include <pthread.h>
#include <stdlib.h>

#define THREADS 4

struct part {
  double* values;
  size_t begin, end;
};

static void* scale(void* argument) {
  const struct part* part = argument;
  for (size_t i = part->begin; i <= part->end; i++) part->values[i] *= 2;  // RACE
  return NULL;
}

int main(int argc, char** argv) {
  size_t size = 1000;
  if (argc > 1) size = strtoul(argv[1], NULL, 10);
  double* values = calloc(size + 1, sizeof *values);
  pthread_t threads[THREADS];
  struct part parts[THREADS];
  const size_t length = size / THREADS;
  for (int i = 0; i < THREADS; i++) {
    parts[i].values = values;
    parts[i].begin = i * length;
    parts[i].end = i == THREADS - 1 ? size : (i + 1) * length;
    pthread_create(&threads[i], NULL, scale, &parts[i]);
  }
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  free(values);
  return 0;
}
