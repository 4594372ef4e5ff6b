// Both threads write: each can undo what the other did.
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int progress = 0;

static void* work(void* unused) {
  for (int i = 0; i < 100; ++i) {
    pthread_mutex_lock(&lock);
    int done = progress;  // FINDING
    pthread_mutex_unlock(&lock);
    pthread_mutex_lock(&lock);
    progress = done + 1;  // FINDING
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
  pthread_create(&second, NULL, work, &seen);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return seen < 0;
}
