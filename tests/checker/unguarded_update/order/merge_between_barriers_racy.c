// One thread of two adds up the parts between two barriers, while the other waits.
#include <pthread.h>
#include <stddef.h>

static pthread_barrier_t written;
static pthread_barrier_t merged;
static int parts[2];
static int total = 0;

static void* work(void* argument) {
  int* part = argument;
  *part = 21;  // NO RACE
  const int last = pthread_barrier_wait(&written);
  pthread_barrier_wait(&merged);
  if (last == PTHREAD_BARRIER_SERIAL_THREAD) {
    total = parts[0] + parts[1];  // RACE
  }
  return total == 1 ? argument : NULL;  // RACE
}

int main(void) {
  pthread_t threads[2];
  pthread_barrier_init(&written, NULL, 2);
  pthread_barrier_init(&merged, NULL, 2);
  pthread_create(&threads[0], NULL, work, &parts[0]);
  pthread_create(&threads[1], NULL, work, &parts[1]);
  pthread_join(threads[0], NULL);
  pthread_join(threads[1], NULL);
  return total == 1;  // NO RACE
}
