// A loop hands each thread the address of the first slot.
#include <pthread.h>
#include <stddef.h>

enum { kThreads = 4 };

static void* work(void* argument) {
  long* slot = argument;
  *slot += 1;  // RACE
  return NULL;
}

int main(void) {
  pthread_t threads[kThreads];
  long slots[kThreads] = {0};
  for (int i = 0; i < kThreads; ++i) pthread_create(&threads[i], NULL, work, &slots[0]);
  for (int i = 0; i < kThreads; ++i) pthread_join(threads[i], NULL);
  return slots[0] == 0;  // NO RACE
}
