// NOT RUN: the other thread waits for ever
// The function keeps the lock if it succeeds, and says so.
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int places = 1;

static bool enter(void) {
  pthread_mutex_lock(&mutex);  // FINDING
  if (places > 0) return true;  // FINDING
  pthread_mutex_unlock(&mutex);
  return false;
}

static void* work(void* unused) {
  if (enter()) return unused;
  --places;
  pthread_mutex_unlock(&mutex);
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
