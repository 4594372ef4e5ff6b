// Phase one writes the own slot, phase two reads the neighbour's; a barrier stands between.
#include <pthread.h>
#include <stddef.h>

static int slots[2];
static int sums[2];
static pthread_barrier_t phase;
static int ids[2] = {0, 1};

static void* work(void* argument) {
  int id = *(int*)argument;
  slots[id] = id + 1;  // NO RACE
  pthread_barrier_wait(&phase);
  sums[id] = slots[0] + slots[1];  // NO RACE
  return NULL;
}

int main(void) {
  pthread_t threads[2];
  pthread_barrier_init(&phase, NULL, 2);
  for (int i = 0; i < 2; ++i) pthread_create(&threads[i], NULL, work, &ids[i]);
  for (int i = 0; i < 2; ++i) pthread_join(threads[i], NULL);
  return sums[0] == 0;  // NO RACE
}
