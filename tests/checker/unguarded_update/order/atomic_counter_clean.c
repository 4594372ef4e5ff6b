// A counter of C11: _Atomic is one step.
#include <pthread.h>
#include <stddef.h>

static _Atomic int counter = 0;

static void* count(void* unused) {
  for (int i = 0; i < 100; ++i) ++counter;  // NO RACE
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, count, NULL);
  pthread_create(&second, NULL, count, NULL);
  pthread_join(first, NULL);  // NOT NEEDED: it is atomic
  pthread_join(second, NULL);
  return counter == 1;  // NO RACE
}
