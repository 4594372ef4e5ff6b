// The lock is taken and released on conditions, always the same.
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

static int counter = 0;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void count(bool shared, bool big) {
  for (int i = 0; i < 100; ++i) {
    if (shared) pthread_mutex_lock(&m);
    if (shared) ++counter;  // NO RACE
    if (shared) pthread_mutex_unlock(&m);
  }
}

static void* small(void* unused) {
  count(true, false);
  return unused;
}

static void* big(void* unused) {
  count(true, true);
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, small, NULL);
  pthread_create(&second, NULL, big, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return counter == 0;  // NO RACE
}
