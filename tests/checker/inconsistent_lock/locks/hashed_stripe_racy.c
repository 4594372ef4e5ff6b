// A key is reduced twice, to a number and then to one of a few locks, and a counter is chosen otherwise than its lock.
#include <pthread.h>
#include <stddef.h>

enum { kLocks = 4 };
static pthread_mutex_t locks[kLocks];
static int counts[kLocks];

static void enter(unsigned key) { pthread_mutex_lock(&locks[key % kLocks]); }
static void leave(unsigned key) { pthread_mutex_unlock(&locks[key % kLocks]); }

static void count(unsigned key) {
  enter(key);
  counts[key / kLocks % kLocks]++;  // RACE
  leave(key);
}

static void* count_many(void* argument) {
  unsigned seed = *(unsigned*)argument;
  for (int i = 0; i < 50; ++i) {
    seed = seed * 1103515245u + 12345u;
    count((seed >> 16) % 100);
  }
  return NULL;
}

int main(void) {
  unsigned seeds[2] = {1, 2};
  pthread_t first, second;
  for (int i = 0; i < kLocks; ++i) pthread_mutex_init(&locks[i], NULL);
  pthread_create(&first, NULL, count_many, &seeds[0]);
  pthread_create(&second, NULL, count_many, &seeds[1]);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return counts[0] == 1;
}
