// The writer takes the lock; the reader does too.
#include <pthread.h>
#include <stddef.h>

static int value = 0;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void* writer(void* unused) {
  pthread_mutex_lock(&m);
  value = 1;  // NO RACE
  pthread_mutex_unlock(&m);
  return unused;
}

static void* reader(void* seen) {
  pthread_mutex_lock(&m);
  *(int*)seen = value;  // NO RACE
  pthread_mutex_unlock(&m);
  return NULL;
}

int main(void) {
  pthread_t first, second;
  int seen = 0;
  pthread_create(&second, NULL, reader, &seen);
  pthread_create(&first, NULL, writer, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return seen == 2;
}
