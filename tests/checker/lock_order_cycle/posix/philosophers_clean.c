// Each takes the fork on the left and then the one on the right, the last one in the same order or the other way round.
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

enum { kSeats = 12 };
static pthread_mutex_t forks[kSeats];

static void* eat(void* seat) {
  intptr_t left = (intptr_t)seat;
  intptr_t right = (left + 1) % kSeats;
  if (right < left) {
    intptr_t first = right;
    right = left;
    left = first;
  }
  pthread_mutex_lock(&forks[left]);  // NOT NEEDED: the forks guard nothing
  // NOT NEEDED: the forks guard nothing
  pthread_mutex_lock(&forks[right]);  // NO FINDING
  pthread_mutex_unlock(&forks[right]);
  pthread_mutex_unlock(&forks[left]);
  return NULL;
}

int main(void) {
  pthread_t threads[kSeats];
  for (int i = 0; i < kSeats; ++i) pthread_mutex_init(&forks[i], NULL);
  for (intptr_t i = 0; i < kSeats; ++i) pthread_create(&threads[i], NULL, eat, (void*)i);
  for (int i = 0; i < kSeats; ++i) pthread_join(threads[i], NULL);
  return 0;
}
