// Two threads count together, and nothing keeps them apart.
#include <pthread.h>
#include <stddef.h>

static int counter = 0;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void* count(void* unused) {
  for (int i = 0; i < 100; ++i) {
    (void)m;
    ++counter;  // RACE
  }
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, count, NULL);
  pthread_create(&second, NULL, count, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return counter == 0;  // NO RACE
}
