// A mutex is recursive if its attributes say so.
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t lock;
static int hits = 0;

static void* work(void* unused) {
  // NOT NEEDED: the thread has it already
  pthread_mutex_lock(&lock);  // NO FINDING
  // NOT NEEDED: the thread has it already
  pthread_mutex_lock(&lock);  // NO FINDING
  ++hits;
  pthread_mutex_unlock(&lock);
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&lock, &attributes);
  pthread_create(&first, NULL, work, NULL);
  pthread_create(&second, NULL, work, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return 0;
}
