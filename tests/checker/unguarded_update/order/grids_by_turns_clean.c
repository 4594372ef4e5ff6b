// Heat spreads from one grid into the other, which change places in each round; each thread writes its part.
#include <pthread.h>
#include <stddef.h>

enum { kThreads = 3, kCells = 90, kRounds = 20 };
static double heat[2][kCells + 1];
static pthread_barrier_t barrier;

static void* spread(void* argument) {
  const int self = *(int*)argument;
  const int begin = self * (kCells / kThreads);
  const int end = begin + kCells / kThreads;
  for (int round = 0; round < kRounds; ++round) {
    double* to = heat[1 - round % 2];
    const double* from = heat[round % 2];
    for (int i = begin; i < end; ++i) to[i] = (from[i] + from[i + 1]) / 2;  // NO RACE
    pthread_barrier_wait(&barrier);
  }
  return NULL;
}

int main(void) {
  pthread_t threads[kThreads];
  int numbers[kThreads];
  for (int i = 0; i <= kCells; ++i) heat[0][i] = i;
  pthread_barrier_init(&barrier, NULL, kThreads);
  for (int i = 0; i < kThreads; ++i) {
    numbers[i] = i;
    pthread_create(&threads[i], NULL, spread, &numbers[i]);
  }
  for (int i = 0; i < kThreads; ++i) pthread_join(threads[i], NULL);
  return heat[0][0] < 0;
}
