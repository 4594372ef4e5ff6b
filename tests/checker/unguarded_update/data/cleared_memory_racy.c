// Memory of calloc begins with zeros: a flag there is not yet what another thread will make it.
// NOT RUN: ThreadSanitizer sees it only if the starter looks before the thread is done.
#include <pthread.h>
#include <stdlib.h>

struct work {
  pthread_mutex_t mutex;
  int done;
  int steps;
};

static void* finish(void* argument) {
  struct work* work = argument;
  pthread_mutex_lock(&work->mutex);
  work->steps++;  // RACE
  work->done = 1;
  pthread_mutex_unlock(&work->mutex);
  return NULL;
}

int main(void) {
  pthread_t thread;
  struct work* work = calloc(1, sizeof *work);
  pthread_mutex_init(&work->mutex, NULL);
  pthread_create(&thread, NULL, finish, work);
  pthread_mutex_lock(&work->mutex);
  const int is_done = work->done;
  pthread_mutex_unlock(&work->mutex);
  if (!is_done) work->steps++;  // RACE
  pthread_join(thread, NULL);
  free(work);
  return 0;
}
