// The flag of C11 is volatile, which orders nothing.
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static int data = 0;
static volatile int ready = 0;

static void* produce(void* unused) {
  data = 42;  // RACE
  ready = 1;  // RACE
  return unused;
}

int main(void) {
  pthread_t producer;
  pthread_create(&producer, NULL, produce, NULL);
  while (!ready) {  // RACE
  }
  int seen = data;  // RACE
  pthread_join(producer, NULL);
  return seen == 1;
}
