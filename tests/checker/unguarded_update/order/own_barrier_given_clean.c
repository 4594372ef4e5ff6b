// A barrier of the program's own, in a structure that is given to it: the last one to come opens it for the others.
#include <pthread.h>

enum { kThreads = 3 };

struct barrier {
  pthread_mutex_t lock;
  pthread_cond_t opened;
  int waiting;
  int generation;
};

struct barrier start_line = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0};
int parts[kThreads];
int sums[kThreads];

static void meet(struct barrier* barrier) {
  pthread_mutex_lock(&barrier->lock);
  int before = barrier->generation;
  if (++barrier->waiting == kThreads) {
    barrier->waiting = 0;
    barrier->generation++;
    pthread_cond_broadcast(&barrier->opened);
  } else {
    while (barrier->generation == before) pthread_cond_wait(&barrier->opened, &barrier->lock);
  }
  pthread_mutex_unlock(&barrier->lock);
}

void* work(void* argument) {
  long number = (long)argument;
  parts[number] = 1;  // NO RACE
  meet(&start_line);
  sums[number] = parts[(number + 1) % kThreads];  // NO RACE
  return 0;
}

int main(void) {
  pthread_t threads[kThreads];
  for (long i = 0; i < kThreads; i++) pthread_create(&threads[i], 0, work, (void*)i);
  for (int i = 0; i < kThreads; i++) pthread_join(threads[i], 0);
  return sums[0] > 1;
}
