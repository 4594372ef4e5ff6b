// A function of the C library writes through a pointer, to a variable of the thread's own.
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>

static int shared = 0;

static void* work(void* text) {
  int own = 0;
  int* target = &own;
  if (sscanf(text, "%d", target) != 1) return text;  // NO RACE
  return own == 5 ? text : NULL;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, work, "1");
  pthread_create(&second, NULL, work, "2");
  pthread_join(first, NULL);  // NOT NEEDED: the threads have their own
  pthread_join(second, NULL);
  return shared == 5;  // NO RACE
}
