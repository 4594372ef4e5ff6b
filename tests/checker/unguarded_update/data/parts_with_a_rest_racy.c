// All parts get one element more than there is room for.
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
  for (int i = part->from; i < part->to; i++) part->items[i] *= 2;  // RACE
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
    const int to = from + least + 1 < size ? from + least + 1 : size;
    parts[i] = (struct part){items, from, to};
    pthread_create(&handles[i], NULL, work, &parts[i]);
  }
  for (int i = 0; i < kThreads; i++) pthread_join(handles[i], NULL);
  return items[0];
}
