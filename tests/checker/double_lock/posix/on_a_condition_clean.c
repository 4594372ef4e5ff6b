// The lock is taken only by who has not got it.
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int hits = 0;

static void hit(bool has_lock) {
  if (!has_lock) pthread_mutex_lock(&lock);  // NO FINDING
  ++hits;
  if (!has_lock) pthread_mutex_unlock(&lock);
}

static void* work(void* unused) {
  pthread_mutex_lock(&lock);  // NO FINDING
  hit(true);
  pthread_mutex_unlock(&lock);
  hit(false);
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
