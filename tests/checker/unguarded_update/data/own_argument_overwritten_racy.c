// Each thread is given its number in a variable, which it overwrites with its result; the parts overlap.
#include <pthread.h>
#include <stddef.h>

static double cells[91];

static void* work(void* argument) {
  const int own = *(int*)argument;
  for (int i = 30 * own; i < 30 * own + 31; ++i) cells[i] += 1;  // RACE
  *(int*)argument = -1;  // NO RACE
  return NULL;
}

int main(void) {
  pthread_t threads[3];
  int arguments[3];
  for (int i = 0; i < 3; ++i) {
    arguments[i] = i;
    pthread_create(&threads[i], NULL, work, &arguments[i]);
  }
  for (int i = 0; i < 3; ++i) pthread_join(threads[i], NULL);
  return arguments[0] == 1;
}
