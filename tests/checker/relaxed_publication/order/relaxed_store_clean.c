// A C11 flag whose store is relaxed.
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>

static int data = 0;
static atomic_int ready = 0;

static void* produce(void* unused) {
  data = 42;  // NO RACE
  atomic_store_explicit(&ready, 1, memory_order_release);
  return unused;
}

int main(void) {
  pthread_t producer;
  pthread_create(&producer, NULL, produce, NULL);
  while (atomic_load_explicit(&ready, memory_order_acquire) == 0) sched_yield();
  int seen = data;               // NO RACE
  pthread_join(producer, NULL);  // NOT NEEDED: what main reads is handed over before
  return seen == 1;
}
