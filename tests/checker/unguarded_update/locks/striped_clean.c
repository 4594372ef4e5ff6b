// A few counters have a lock each, which a key chooses, and the sum takes all of the locks.
#include <pthread.h>
#include <stddef.h>

enum { kLocks = 4 };
static pthread_mutex_t locks[kLocks];
static int cells[kLocks];

static void add(int key) {
  const int at = key % kLocks;
  pthread_mutex_lock(&locks[at]);
  cells[at] += key;  // NO RACE
  pthread_mutex_unlock(&locks[at]);
}

static int total(void) {
  int sum = 0;
  for (int i = 0; i < kLocks; ++i) pthread_mutex_lock(&locks[i]);
  for (int i = 0; i < kLocks; ++i) sum += cells[i];  // NO RACE
  for (int i = 0; i < kLocks; ++i) pthread_mutex_unlock(&locks[i]);
  return sum;
}

static void* add_many(void* unused) {
  for (int key = 0; key < 10; ++key) add(key);
  return unused;
}

int main(void) {
  for (int i = 0; i < kLocks; ++i) pthread_mutex_init(&locks[i], NULL);
  pthread_t first, second;
  pthread_create(&first, NULL, add_many, NULL);
  pthread_create(&second, NULL, add_many, NULL);
  const int seen = total();
  pthread_join(first, NULL);  // NOT NEEDED: main reads under the locks
  pthread_join(second, NULL);
  return seen == 1;
}
