// memset fills all members with zeros: a flag there is not yet what another thread will make it.
#include <pthread.h>
#include <string.h>

struct work {
  pthread_mutex_t mutex;
  int done;
  int steps;
};

static void* finish(void* argument) {
  struct work* work = argument;
  pthread_mutex_lock(&work->mutex);
  work->steps++;  // NO RACE
  work->done = 1;
  pthread_mutex_unlock(&work->mutex);
  return NULL;
}

int main(void) {
  pthread_t thread;
  struct work work;
  memset(&work, 0, sizeof work);
  pthread_mutex_init(&work.mutex, NULL);
  pthread_create(&thread, NULL, finish, &work);
  pthread_mutex_lock(&work.mutex);
  const int is_done = work.done;
  if (!is_done) work.steps++;  // NO RACE
  pthread_mutex_unlock(&work.mutex);
  pthread_join(thread, NULL);
  return 0;
}
