// Two threads share a heap object with its lock; both take it.
#include <pthread.h>
#include <stdlib.h>

struct counter {
  pthread_mutex_t lock;
  int count;
};

static void* up(void* argument) {
  struct counter* counter = argument;
  pthread_mutex_lock(&counter->lock);
  counter->count += 1;  // NO RACE
  pthread_mutex_unlock(&counter->lock);
  return NULL;
}

int main(void) {
  struct counter* counter = malloc(sizeof *counter);
  if (counter == NULL) return 1;
  pthread_mutex_init(&counter->lock, NULL);
  counter->count = 0;  // NO RACE
  pthread_t worker;
  pthread_create(&worker, NULL, up, counter);
  pthread_mutex_lock(&counter->lock);
  int seen = counter->count;  // NO RACE
  pthread_mutex_unlock(&counter->lock);
  pthread_join(worker, NULL);
  free(counter);
  return seen == 2;
}
