// A wait for a condition that ran out of time leaves with the lock; what is counted after it was given up is not guarded.
#include <errno.h>
#include <pthread.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t work = PTHREAD_COND_INITIALIZER;
static int waiting = 0;
static int idle = 0;

static void* clerk(void* unused) {
  const struct timespec past = {0, 0};
  int result = 0;
  pthread_mutex_lock(&lock);
  while (waiting == 0 && result == 0) result = pthread_cond_timedwait(&work, &lock, &past);
  if (result == ETIMEDOUT) {
    ++idle;  // NO RACE
    pthread_mutex_unlock(&lock);
    return unused;
  }
  --waiting;  // NO RACE
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t threads[3];
  for (int i = 0; i < 3; ++i) pthread_create(&threads[i], NULL, clerk, NULL);
  for (int i = 0; i < 3; ++i) pthread_join(threads[i], NULL);
  return idle == 42;
}
