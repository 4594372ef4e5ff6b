// pthread_exit gives up no lock.
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int hits = 0;

static void* work(void* unused) {
  pthread_mutex_lock(&lock);  // NO FINDING
  if (++hits > 1) {
    pthread_mutex_unlock(&lock);
    pthread_exit(NULL);
  }
  pthread_mutex_unlock(&lock);
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
