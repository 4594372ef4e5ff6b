// A counter of C11: volatile orders nothing.
#include <pthread.h>
#include <stddef.h>

static volatile int counter = 0;

static void* count(void* unused) {
  for (int i = 0; i < 100; ++i) ++counter;  // RACE
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, count, NULL);
  pthread_create(&second, NULL, count, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return counter == 1;  // NO RACE
}
