// NOT RUN: ThreadSanitizer does not know thrd_create
#include <threads.h>

static int hits;

static int job(void *argument) {
  hits += argument == 0;
  return hits > 0;
}

int main(void) {
  thrd_t first, second;
  thrd_create(&first, job, 0);
  thrd_create(&second, job, 0);
  thrd_join(first, 0);
  thrd_join(second, 0);
  return 0;
}
