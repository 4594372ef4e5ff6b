// A pause under a lock.
#include <pthread.h>
#include <stddef.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int count = 0;

static void* work(void* unused) {
  pthread_mutex_lock(&lock);  // NO FINDING
  ++count;
  pthread_mutex_unlock(&lock);
  usleep(100);  // NO FINDING
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
