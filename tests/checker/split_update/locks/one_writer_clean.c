// Only one thread writes: nothing comes in between.
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int progress = 0;

static void* work(void* unused) {
  for (int i = 0; i < 100; ++i) {
    pthread_mutex_lock(&lock);  // NOT NEEDED: only this thread writes, and here it reads
    int done = progress;        // NO FINDING
    pthread_mutex_unlock(&lock);
    pthread_mutex_lock(&lock);
    progress = done + 1;  // NO FINDING
    pthread_mutex_unlock(&lock);
  }
  return unused;
}

static void* watch(void* seen) {
  pthread_mutex_lock(&lock);
  *(int*)seen = progress;  // NO FINDING
  pthread_mutex_unlock(&lock);
  return NULL;
}

int main(void) {
  pthread_t first, second;
  int seen = 0;
  pthread_create(&first, NULL, work, NULL);
  pthread_create(&second, NULL, watch, &seen);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return seen < 0;
}
