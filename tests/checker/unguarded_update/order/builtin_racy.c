// A plain integer, changed by an operator here and there.
#include <pthread.h>
#include <stddef.h>

static int counter = 0;

static void* count(void* unused) {
  __atomic_fetch_add(&counter, 1, __ATOMIC_RELAXED);  // RACE
  counter += 1;                                       // RACE
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
