// pthread_cond_wait may return without a signal.
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int ready = 0;

static void* get(void* unused) {
  pthread_mutex_lock(&lock);
  if (ready == 0) pthread_cond_wait(&changed, &lock);  // FINDING
  ready = 0;
  pthread_mutex_unlock(&lock);
  return unused;
}

static void* set(void* unused) {
  pthread_mutex_lock(&lock);
  ready = 1;
  pthread_cond_signal(&changed);
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, get, NULL);
  pthread_create(&second, NULL, set, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return 0;
}
