// C's own threads and mutexes: the lock is there, and not taken.
// NOT RUN: ThreadSanitizer does not know these threads.
#include <stddef.h>
#include <threads.h>

static int counter = 0;
static mtx_t m;

static int count(void* unused) {
  (void)unused;
  ++counter;  // RACE
  return 0;
}

int main(void) {
  thrd_t first, second;
  mtx_init(&m, mtx_plain);
  thrd_create(&first, count, NULL);
  thrd_create(&second, count, NULL);
  thrd_join(first, NULL);
  thrd_join(second, NULL);
  return counter == 0;  // NO RACE
}
