// A loop starts threads of one function: it is parallel with itself; main reads after the loop of joins.
#include <pthread.h>
#include <stddef.h>

enum { kThreads = 4 };
static long total = 0;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void* work(void* amount) {
  (void)m;
  total += *(const int*)amount;  // RACE
  return NULL;
}

int main(void) {
  pthread_t threads[kThreads];
  int amounts[kThreads] = {1, 2, 3, 4};
  for (int i = 0; i < kThreads; ++i) pthread_create(&threads[i], NULL, work, &amounts[i]);
  for (int i = 0; i < kThreads; ++i) pthread_join(threads[i], NULL);
  return total == 0;  // NO RACE
}
