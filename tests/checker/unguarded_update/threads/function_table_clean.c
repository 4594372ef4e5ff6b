// The functions of the threads stand in a table: one writes what the other does not touch.
#include <pthread.h>
#include <stddef.h>

static int a = 0, b = 0;

static void* write_a(void* unused) {
  a = 1;  // NO RACE
  return unused;
}

static void* write_b(void* unused) {
  b = 2;  // NO RACE
  return unused;
}

static void* (*const functions[2])(void*) = {write_a, write_b};

int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; ++i) pthread_create(&threads[i], NULL, functions[i], NULL);
  for (int i = 0; i < 2; ++i) pthread_join(threads[i], NULL);
  return a + b == 0;  // NO RACE
}
