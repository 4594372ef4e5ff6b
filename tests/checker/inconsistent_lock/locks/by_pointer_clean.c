// The lock comes as a parameter; the two threads pass the same.
#include <pthread.h>
#include <stddef.h>

static int counter = 0;
static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;

static void add(pthread_mutex_t* lock, int* sum, int n) {
  pthread_mutex_lock(lock);
  *sum += n;  // NO RACE
  pthread_mutex_unlock(lock);
}

static void* one(void* unused) {
  add(&a, &counter, 1);
  return unused;
}

static void* two(void* unused) {
  add(&a, &counter, 2);
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, one, NULL);
  pthread_create(&second, NULL, two, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  pthread_mutex_destroy(&b);
  return counter == 0;  // NO RACE
}
