// Neighbours are read while they are changed: between the two there is no barrier.
#include <pthread.h>
#include <stddef.h>

enum { kCells = 4, kSteps = 200 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t all_came = PTHREAD_COND_INITIALIZER;
static int arrived;
static unsigned phase;
static int heat[kCells] = {1000, 0, 0, 0};

static void end_phase(void) {
  pthread_mutex_lock(&lock);
  const unsigned mine = phase;
  if (++arrived == kCells) {
    arrived = 0;
    ++phase;
    pthread_cond_broadcast(&all_came);
  }
  while (phase == mine) pthread_cond_wait(&all_came, &lock);
  pthread_mutex_unlock(&lock);
}

static void* cool(void* argument) {
  const int me = *(int*)argument;
  for (int step = 0; step < kSteps; ++step) {
    const int next = (heat[(me + kCells - 1) % kCells] + 2 * heat[me] + heat[(me + 1) % kCells]) / 4;  // RACE
    heat[me] = next;                                                                                   // RACE
    end_phase();
  }
  return NULL;
}

int main(void) {
  pthread_t threads[kCells];
  int ids[kCells];
  for (int i = 0; i < kCells; ++i) {
    ids[i] = i;
    pthread_create(&threads[i], NULL, cool, &ids[i]);
  }
  for (int i = 0; i < kCells; ++i) pthread_join(threads[i], NULL);
  return heat[0] == 1;
}
