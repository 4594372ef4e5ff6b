// Locking is skipped while there is one thread only, which a flag says that is set before the other starts.
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int threaded = 0;
static int counter = 0;

static void lock(void) {
  if (threaded) pthread_mutex_lock(&mutex);  // NO RACE
}

static void unlock(void) {
  if (threaded) pthread_mutex_unlock(&mutex);  // NO RACE
}

static void* count(void* unused) {
  lock();
  ++counter;  // RACE
  unlock();
  return unused;
}

int main(void) {
  count(NULL);
  pthread_t worker;
  threaded = 1;  // NO RACE
  pthread_create(&worker, NULL, count, NULL);
  counter += 10;  // RACE
  pthread_join(worker, NULL);
  return counter == 1;  // NO RACE
}
