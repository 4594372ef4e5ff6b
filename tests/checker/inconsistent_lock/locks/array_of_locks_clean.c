// Each slot has its own lock; one thread takes the lock of the slot that it changes.
#include <pthread.h>
#include <stddef.h>

enum { kSlots = 4 };
static int slots[kSlots];
static pthread_mutex_t locks[kSlots] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
                                        PTHREAD_MUTEX_INITIALIZER};

static void bump(int lock, int slot) {
  pthread_mutex_lock(&locks[lock]);
  slots[slot] += 1;  // NO RACE
  pthread_mutex_unlock(&locks[lock]);
}

static void* all(void* unused) {
  for (int i = kSlots - 1; i >= 0; --i) bump(i, i);
  return unused;
}

static void* first_slot(void* unused) {
  bump(0, 0);
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, all, NULL);
  pthread_create(&second, NULL, first_slot, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return slots[0] == 0;  // NO RACE
}
