// The lock is taken and released on a bit of the flags, always the same.
#include <pthread.h>
#include <stddef.h>

enum { kVerbose = 1 << 2, kShared = 1 << 5 };

static int counter = 0;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void count(unsigned flags) {
  if (flags & kShared) pthread_mutex_lock(&m);
  if ((flags & kShared) != 0) ++counter;  // NO RACE
  if (flags & kShared) pthread_mutex_unlock(&m);
}

static void* work(void* flags) {
  for (int i = 0; i < 100; ++i) count(*(unsigned*)flags);
  return flags;
}

int main(int arguments, char** unused) {
  (void)unused;
  unsigned flags = (unsigned)arguments | kShared;
  pthread_t first, second;
  pthread_create(&first, NULL, work, &flags);
  pthread_create(&second, NULL, work, &flags);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return counter == 0;
}
