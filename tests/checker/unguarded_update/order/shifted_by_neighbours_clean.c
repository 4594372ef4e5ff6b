// Each of many threads takes over what its neighbour has; a barrier lies between looking and taking over.
#include <pthread.h>
#include <stddef.h>

enum { kThreads = 16, kRounds = 20 };
static int values[kThreads + 1];
static pthread_barrier_t barrier;

static void* shift(void* argument) {
  const int self = *(int*)argument;
  for (int round = 0; round < kRounds; ++round) {
    const int next = values[self + 1];  // NO RACE
    pthread_barrier_wait(&barrier);
    values[self] = next + round;  // NO RACE
    pthread_barrier_wait(&barrier);
  }
  return NULL;
}

int main(void) {
  pthread_t threads[kThreads];
  int numbers[kThreads];
  pthread_barrier_init(&barrier, NULL, kThreads);
  for (int i = 0; i < kThreads; ++i) {
    numbers[i] = i;
    pthread_create(&threads[i], NULL, shift, &numbers[i]);
  }
  for (int i = 0; i < kThreads; ++i) pthread_join(threads[i], NULL);
  return values[0] == 1;
}
