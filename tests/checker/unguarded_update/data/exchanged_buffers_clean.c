// A simulation reads one buffer and writes the other; between two barriers one thread exchanges the pointers to them.
#include <pthread.h>

enum { kCells = 8, kThreads = 2 };

int even[kCells];
int odd[kCells];
int results[kThreads];
int* now = even;
int* next = odd;
pthread_barrier_t barrier;

void* work(void* argument) {
  long number = (long)argument;
  for (int step = 0; step < 3; step++) {
    for (int i = (int)number; i < kCells; i += kThreads) next[i] = now[(i + 1) % kCells] + 1;  // NO RACE
    pthread_barrier_wait(&barrier);
    if (number == 0) {
      int* last = now;
      now = next;
      next = last;
    }
    pthread_barrier_wait(&barrier);
  }
  results[number] = now[number];  // NO RACE
  return 0;
}

int main(void) {
  pthread_t threads[kThreads];
  pthread_barrier_init(&barrier, 0, kThreads);
  for (long i = 0; i < kThreads; i++) pthread_create(&threads[i], 0, work, (void*)i);
  for (int i = 0; i < kThreads; i++) pthread_join(threads[i], 0);
  return results[0] != 3;
}
