// Each of four threads takes every third element, from its own number on.
#include <pthread.h>
#include <stddef.h>

enum { kSize = 1000, kThreads = 4 };

static double table[kSize];

static void* work(void* argument) {
  for (int i = (int)(long)argument; i < kSize; i += kThreads - 1) table[i] += 1;  // RACE
  return NULL;
}

int main(void) {
  pthread_t threads[kThreads];
  for (long i = 0; i < kThreads; ++i) pthread_create(&threads[i], NULL, work, (void*)i);
  for (int i = 0; i < kThreads; ++i) pthread_join(threads[i], NULL);
  return table[0] == 3;
}
