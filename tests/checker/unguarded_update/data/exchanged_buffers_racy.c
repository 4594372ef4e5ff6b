// A simulation reads one buffer and writes the other, but each step begins without looking whether the pointers are exchanged.
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
    for (int i = (int)number; i < kCells; i += kThreads) next[i] = now[(i + 1) % kCells] + 1;  // RACE
    pthread_barrier_wait(&barrier);
    if (number == 0) {
      int* last = now;
      now = next;   // RACE
      next = last;  // RACE
    }
  }
  results[number] = now[number];  // RACE
  return 0;
}

int main(void) {
  pthread_t threads[kThreads];
  pthread_barrier_init(&barrier, 0, kThreads);
  for (long i = 0; i < kThreads; i++) pthread_create(&threads[i], 0, work, (void*)i);
  for (int i = 0; i < kThreads; i++) pthread_join(threads[i], 0);
  return results[0] != 3;
}
