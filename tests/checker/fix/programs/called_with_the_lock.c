#include <pthread.h>

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static int count;

// Some callers hold the lock: it must not be taken here.
static void add(void) { count++; }

static void *careful(void *argument) {
  pthread_mutex_lock(&guard);
  add();
  pthread_mutex_unlock(&guard);
  return argument;
}

static void *careless(void *argument) {
  add();
  return argument;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, 0, careful, 0);
  pthread_create(&second, 0, careless, 0);
  pthread_join(first, 0);
  pthread_join(second, 0);
  return 0;
}
