// A semaphore with one permit lets one in at a time; each takes a permit and gives it back.
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>

static int slots[4];
static sem_t permits;

static void* work(void* unused) {
  for (unsigned i = 0; i < 300000; ++i) {
    sem_wait(&permits);
    ++slots[i % 4];  // NO RACE
    sem_post(&permits);
  }
  return unused;
}

int main(void) {
  pthread_t threads[3];
  sem_init(&permits, 0, 1);
  for (int i = 0; i < 3; ++i) pthread_create(&threads[i], NULL, work, NULL);
  for (int i = 0; i < 3; ++i) pthread_join(threads[i], NULL);
  return slots[0] == 1;
}
