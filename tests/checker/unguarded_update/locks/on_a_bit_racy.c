// The lock is taken and released on one bit of the flags, and the counter changes on another one.
#include <pthread.h>
#include <stddef.h>

enum { kVerbose = 1 << 2, kShared = 1 << 5 };

static int counter = 0;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void count(unsigned flags) {
  if (flags & kShared) pthread_mutex_lock(&m);
  if ((flags & kVerbose) != 0) ++counter;  // RACE
  if (flags & kShared) pthread_mutex_unlock(&m);
}

static void* work(void* flags) {
  for (int i = 0; i < 100; ++i) count(*(unsigned*)flags);
  return flags;
}

int main(int arguments, char** unused) {
  (void)unused;
  unsigned flags = (unsigned)arguments | kVerbose;
  pthread_t first, second;
  pthread_create(&first, NULL, work, &flags);
  pthread_create(&second, NULL, work, &flags);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return counter == 0;
}
