// A function that is called lock() keeps the lock for its caller, who must give it up.
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int total = 0;

static int lock(void) {
  pthread_mutex_lock(&mutex);  // NO FINDING
  return 0;
}

static void unlock(void) { pthread_mutex_unlock(&mutex); }

static void* work(void* unused) {
  lock();
  ++total;
  if (total < 100) total += 0;
  unlock();
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
