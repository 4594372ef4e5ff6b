// A C11 atomic.
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static atomic_int hits = 0;

static void* work(void* unused) {
  atomic_fetch_add(&hits, 1);  // NO FINDING
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, work, NULL);
  pthread_create(&second, NULL, work, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return 0;
}
