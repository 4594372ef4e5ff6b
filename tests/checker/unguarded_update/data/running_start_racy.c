// Each part begins one element before the end of the one before it.
#include <pthread.h>
#include <stdlib.h>

struct part {
  int* items;
  int from;
  int to;
};

static void* work(void* argument) {
  struct part* part = argument;
  for (int i = part->from; i < part->to; i++) part->items[i]++;  // RACE
  return NULL;
}

int main(int count, char** arguments) {
  const int size = count > 1 ? atoi(arguments[1]) : 1002;
  const int threads = count > 2 ? atoi(arguments[2]) : 4;
  int* items = calloc(size, sizeof *items);
  struct part* parts = calloc(threads, sizeof *parts);
  pthread_t* handles = calloc(threads, sizeof *handles);
  int begin = 0;
  for (int i = 0; i < threads; i++) {
    const int length = size / threads + (i < size % threads ? 1 : 0);
    parts[i].items = items;
    parts[i].from = begin;
    parts[i].to = begin + length;
    begin += length - 1;
    pthread_create(&handles[i], NULL, work, &parts[i]);
  }
  for (int i = 0; i < threads; i++) pthread_join(handles[i], NULL);
  return items[0];
}
