// A write under a lock for readers.
#include <pthread.h>
#include <stddef.h>

static int value = 0;
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;

static void* work(void* unused) {
  for (int i = 0; i < 100; ++i) {
    pthread_rwlock_rdlock(&lock);
    value += 1;  // RACE
    pthread_rwlock_unlock(&lock);
  }
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, work, NULL);
  pthread_create(&second, NULL, work, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return value == 0;  // NO RACE
}
