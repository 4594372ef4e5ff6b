// Four threads share what cannot be divided by four: the first ones get one element more.
#include <pthread.h>
#include <stdlib.h>

enum { kThreads = 4 };

struct part {
  int* items;
  int from;
  int to;
};

static void* work(void* argument) {
  struct part* part = argument;
  for (int i = part->from; i < part->to; i++) part->items[i] *= 2;  // NO RACE
  return NULL;
}

int main(int count, char** arguments) {
  const int size = count > 1 ? atoi(arguments[1]) : 1002;
  const int least = size / kThreads;
  const int rest = size % kThreads;
  int* items = calloc(size, sizeof *items);
  struct part parts[kThreads];
  pthread_t handles[kThreads];
  for (int i = 0; i < kThreads; i++) {
    const int from = i * least + (i < rest ? i : rest);
    const int to = from + least + (i < rest ? 1 : 0);
    parts[i] = (struct part){items, from, to};
    pthread_create(&handles[i], NULL, work, &parts[i]);
  }
  for (int i = 0; i < kThreads; i++) pthread_join(handles[i], NULL);
  return items[0];
}
