// Lock and unlock stand in functions of their own; both threads call them around the update.
#include <pthread.h>
#include <stddef.h>

static int counter = 0;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void enter(void) { pthread_mutex_lock(&m); }
static void leave(void) { pthread_mutex_unlock(&m); }

static void* up(void* unused) {
  enter();
  ++counter;  // NO RACE
  leave();
  return unused;
}

static void* down(void* unused) {
  enter();
  --counter;  // NO RACE
  leave();
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
