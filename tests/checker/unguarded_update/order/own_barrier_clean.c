// A barrier of the program's own: the last one to come opens it for the others, who wait for another generation.
#include <pthread.h>

enum { kThreads = 3 };

pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t opened = PTHREAD_COND_INITIALIZER;
int waiting;
int generation;
int parts[kThreads];
int sums[kThreads];

static void meet(void) {
  pthread_mutex_lock(&lock);
  int before = generation;
  if (++waiting == kThreads) {
    waiting = 0;
    generation++;
    pthread_cond_broadcast(&opened);
  } else {
    while (generation == before) pthread_cond_wait(&opened, &lock);
  }
  pthread_mutex_unlock(&lock);
}

void* work(void* argument) {
  long number = (long)argument;
  parts[number] = 1;  // NO RACE
  meet();
  sums[number] = parts[(number + 1) % kThreads];  // NO RACE
  return 0;
}

int main(void) {
  pthread_t threads[kThreads];
  for (long i = 0; i < kThreads; i++) pthread_create(&threads[i], 0, work, (void*)i);
  for (int i = 0; i < kThreads; i++) pthread_join(threads[i], 0);
  return sums[0] > 1;
}
