// pthread_cond_wait gives the lock back only while it waits; main releases it after its update.
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

static int jobs = 0;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static void* produce(void* unused) {
  for (int i = 0; i < 1000; ++i) {
    pthread_mutex_lock(&m);
    ++jobs;  // NO RACE
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&m);
  }
  return unused;
}

int main(void) {
  pthread_t producer;
  pthread_create(&producer, NULL, produce, NULL);
  pthread_mutex_lock(&m);
  while (jobs == 0) pthread_cond_wait(&changed, &m);  // NO RACE
  --jobs;                                             // NO RACE
  pthread_mutex_unlock(&m);
  pthread_join(producer, NULL);
  return jobs == 99;  // NO RACE
}
