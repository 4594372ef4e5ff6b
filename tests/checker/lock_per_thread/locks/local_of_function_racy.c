// The lock is a local variable of the thread's function (one for each call).
#include <pthread.h>
#include <stddef.h>

static int hits = 0;

static void* count(void* unused) {
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&lock);
  ++hits;  // RACE
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, count, NULL);
  pthread_create(&second, NULL, count, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return hits == 1;  // NO RACE
}
