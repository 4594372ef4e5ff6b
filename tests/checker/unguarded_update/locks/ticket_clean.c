// A lock that calls its holders by number, on the compiler's builtins.
#include <pthread.h>
#include <sched.h>
#include <stddef.h>

static unsigned next_ticket = 0;
static unsigned serving = 0;
static int counter = 0;

static void lock(void) {
  const unsigned mine = __atomic_fetch_add(&next_ticket, 1, __ATOMIC_RELAXED);
  while (__atomic_load_n(&serving, __ATOMIC_ACQUIRE) != mine) sched_yield();
}

static void unlock(void) { __atomic_fetch_add(&serving, 1, __ATOMIC_RELEASE); }

static void* count(void* unused) {
  for (int i = 0; i < 100; ++i) {
    lock();
    ++counter;  // NO RACE
    unlock();
  }
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, count, NULL);
  pthread_create(&second, NULL, count, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return counter == 1;  // NO RACE
}
