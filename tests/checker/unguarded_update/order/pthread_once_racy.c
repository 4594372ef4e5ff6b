// The initialisation is called by each thread.
#include <pthread.h>
#include <stddef.h>

static int table = 0;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void initialise(void) {
  table = 42;  // RACE
}

static void* use(void* seen) {
  (void)once, initialise();
  *(int*)seen = table;  // RACE
  return NULL;
}

int main(void) {
  pthread_t first, second;
  int a = 0, b = 0;
  pthread_create(&first, NULL, use, &a);
  pthread_create(&second, NULL, use, &b);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return a + b == 1;
}
