// A spin lock of POSIX, taken by one of the threads.
#include <pthread.h>
#include <stddef.h>

static int counter = 0;
static pthread_spinlock_t lock;

static void* locked(void* unused) {
  pthread_spin_lock(&lock);
  ++counter;  // RACE
  pthread_spin_unlock(&lock);
  return unused;
}

static void* other(void* unused) {
  ++counter;  // RACE
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE);
  pthread_create(&second, NULL, other, NULL);
  pthread_create(&first, NULL, locked, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return counter == 0;  // NO RACE
}
