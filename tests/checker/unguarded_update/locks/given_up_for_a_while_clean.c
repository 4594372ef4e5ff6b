// A function that calls itself gives up the lock that its caller holds, for work that takes long, and takes it again.
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static int left = 100;
static int done;

static void search(int depth) {
  if (depth == 0) return;
  pthread_mutex_unlock(&m);
  for (volatile int i = 0; i < 1000; ++i) continue;
  pthread_mutex_lock(&m);
  --left;  // NO RACE
  search(depth - 1);
}

static void* work(void* unused) {
  pthread_mutex_lock(&m);
  search(left % 7);
  ++done;  // NO RACE
  pthread_mutex_unlock(&m);
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, work, NULL);
  pthread_create(&second, NULL, work, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return done == 0;
}
