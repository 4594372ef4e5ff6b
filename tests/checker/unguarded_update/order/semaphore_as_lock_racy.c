// A semaphore that starts with two lets two threads in.
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>

static int counter = 0;
static sem_t gate;

static void* count(void* unused) {
  for (int i = 0; i < 50000; ++i) {
    sem_wait(&gate);
    ++counter;  // RACE
    sem_post(&gate);
  }
  return unused;
}

int main(void) {
  pthread_t first, second;
  sem_init(&gate, 0, 2);
  pthread_create(&first, NULL, count, NULL);
  pthread_create(&second, NULL, count, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return counter == 1;  // NO RACE
}
