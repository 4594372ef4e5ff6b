// Philosophers take two forks in a fixed order; each counts its meals, each in its own place.
#include <pthread.h>
#include <stddef.h>

enum { kPhilosophers = 4 };
static pthread_mutex_t forks[kPhilosophers];
static int meals[kPhilosophers];
static int ids[kPhilosophers] = {0, 1, 2, 3};

static void* dine(void* argument) {
  int id = *(int*)argument;
  int left = id, right = (id + 1) % kPhilosophers;
  int first = left < right ? left : right;
  int second = left < right ? right : left;
  for (int i = 0; i < 20000; ++i) {
    pthread_mutex_lock(&forks[first]);   // NOT NEEDED: each counts alone
    pthread_mutex_lock(&forks[second]);  // NOT NEEDED: each counts alone
    meals[id] += 1;                      // NO RACE
    pthread_mutex_unlock(&forks[second]);
    pthread_mutex_unlock(&forks[first]);
  }
  return NULL;
}

int main(void) {
  pthread_t threads[kPhilosophers];
  for (int i = 0; i < kPhilosophers; ++i) pthread_mutex_init(&forks[i], NULL);
  for (int i = 0; i < kPhilosophers; ++i) pthread_create(&threads[i], NULL, dine, &ids[i]);
  for (int i = 0; i < kPhilosophers; ++i) pthread_join(threads[i], NULL);
  return meals[0] == 1;  // NO RACE
}
