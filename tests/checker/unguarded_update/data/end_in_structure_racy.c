// Each part ends one element too late, but for the last one.
#include <pthread.h>
#include <stdlib.h>

struct part {
  int* items;
  int from;
  int to;
};

static void* work(void* argument) {
  struct part* part = argument;
  for (int i = part->from; i < part->to; i++) part->items[i] *= 2;  // RACE
  return NULL;
}

int main(int count, char** arguments) {
  const int size = 1000;
  const int threads = count > 1 ? atoi(arguments[1]) : 3;
  const int most = (size + threads - 1) / threads;
  int* items = calloc(size, sizeof *items);
  struct part* parts = calloc(threads, sizeof *parts);
  pthread_t* handles = calloc(threads, sizeof *handles);
  for (int i = 0; i < threads; i++) {
    parts[i].items = items;
    parts[i].from = i * most;
    parts[i].to = (i + 1) * most < size ? (i + 1) * most + 1 : size;
    pthread_create(&handles[i], NULL, work, &parts[i]);
  }
  for (int i = 0; i < threads; i++) pthread_join(handles[i], NULL);
  return items[0];
}
