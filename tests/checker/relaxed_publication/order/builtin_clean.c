// The compiler's builtins take an order, too.
#include <pthread.h>
#include <sched.h>
#include <stddef.h>

static int data = 0;
static int ready = 0;

static void* produce(void* unused) {
  data = 42;  // NO RACE
  __atomic_store_n(&ready, 1, __ATOMIC_RELEASE);
  return unused;
}

int main(void) {
  pthread_t producer;
  pthread_create(&producer, NULL, produce, NULL);
  while (__atomic_load_n(&ready, __ATOMIC_ACQUIRE) == 0) sched_yield();
  int seen = data;               // NO RACE
  pthread_join(producer, NULL);  // NOT NEEDED: what main reads is handed over before
  return seen == 1;
}
