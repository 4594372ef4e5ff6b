// In each phase all rows are changed with the help of one, which is changed, too; a barrier ends the phase.
#include <pthread.h>

enum { kRows = 24, kThreads = 3 };

static double table[kRows][kRows];
static pthread_barrier_t phase;

static void* work(void* argument) {
  const int id = *(int*)argument;
  for (int pivot = 0; pivot < kRows; pivot++) {
    for (int row = id; row < kRows; row += kThreads) {
      for (int i = 0; i < kRows; i++) table[row][i] -= table[pivot][i];  // RACE
    }
    pthread_barrier_wait(&phase);
  }
  return NULL;
}

int main(void) {
  pthread_t threads[kThreads];
  int ids[kThreads];
  pthread_barrier_init(&phase, NULL, kThreads);
  for (int i = 0; i < kThreads; i++) {
    ids[i] = i;
    pthread_create(&threads[i], NULL, work, &ids[i]);
  }
  for (int i = 0; i < kThreads; i++) pthread_join(threads[i], NULL);
  return table[0][0] != 0;
}
