// pthread_mutex_trylock returns 0 when it has the lock; the test is the wrong way round, and main keeps the lock.
#include <pthread.h>
#include <stddef.h>

static int counter = 0;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void* count(void* unused) {
  for (int i = 0; i < 1000; ++i) {
    int failed = pthread_mutex_trylock(&m);
    if (failed) ++counter;  // RACE
    if (failed == 0) pthread_mutex_unlock(&m);
  }
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_mutex_lock(&m);
  pthread_create(&first, NULL, count, NULL);
  pthread_create(&second, NULL, count, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  pthread_mutex_unlock(&m);
  return counter == 1;  // NO RACE
}
