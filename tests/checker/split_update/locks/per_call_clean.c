// The two halves of the update are functions that lock.
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long total = 0;

static long read_total(void) {
  pthread_mutex_lock(&lock);
  long value = total;  // NO FINDING
  pthread_mutex_unlock(&lock);
  return value;
}

static void write_total(long value) {
  pthread_mutex_lock(&lock);
  total = value;  // NO FINDING
  pthread_mutex_unlock(&lock);
}

static void* work(void* unused) {
  if (read_total() < 100) write_total(100);
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, work, NULL);
  pthread_create(&second, NULL, work, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return 0;
}
