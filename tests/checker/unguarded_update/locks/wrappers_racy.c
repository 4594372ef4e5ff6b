// Lock and unlock stand in functions of their own; one thread calls them in the wrong order.
#include <pthread.h>
#include <stddef.h>

static int counter = 0;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void enter(void) { pthread_mutex_lock(&m); }
static void leave(void) { pthread_mutex_unlock(&m); }

static void* up(void* unused) {
  enter();
  ++counter;  // RACE
  leave();
  return unused;
}

static void* down(void* unused) {
  enter();
  leave();
  --counter;  // RACE
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&second, NULL, down, NULL);
  pthread_create(&first, NULL, up, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return counter;  // NO RACE
}
