// One way out forgets the lock.
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int left = 1;

static void* take_one(void* unused) {
  pthread_mutex_lock(&lock);  // NO FINDING
  if (left == 0) {
    pthread_mutex_unlock(&lock);
    return NULL;  // NO FINDING
  }
  --left;
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, take_one, NULL);
  pthread_create(&second, NULL, take_one, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return 0;
}
