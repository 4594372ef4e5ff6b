// The flag of C11 is atomic, and in its default order.
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static int data = 0;
static atomic_int ready = 0;

static void* produce(void* unused) {
  data = 42;  // NO RACE
  ready = 1;  // NO RACE
  return unused;
}

int main(void) {
  pthread_t producer;
  pthread_create(&producer, NULL, produce, NULL);
  while (!ready) {  // NO RACE
  }
  int seen = data;               // NO RACE
  pthread_join(producer, NULL);  // NOT NEEDED: what main reads is handed over before
  return seen == 1;
}
