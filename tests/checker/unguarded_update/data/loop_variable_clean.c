// The argument of each thread is a copy of the loop's variable.
#include <pthread.h>
#include <stddef.h>

enum { kThreads = 4 };

static void* work(void* argument) {
  int id = *(int*)argument;  // NO RACE
  return id < 0 ? argument : NULL;
}

int main(void) {
  pthread_t threads[kThreads];
  int ids[kThreads];
  int i;
  for (i = 0; i < kThreads; ++i) {                     // NO RACE
    ids[i] = i;                                        // NO RACE
    pthread_create(&threads[i], NULL, work, &ids[i]);  // NO RACE
  }
  // NOT NEEDED: the threads only read what main reads
  for (int k = 0; k < kThreads; ++k) pthread_join(threads[k], NULL);
  return ids[0];
}
