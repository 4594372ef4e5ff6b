// On the path of even numbers the lock is released after the update.
#include <pthread.h>
#include <stddef.h>

static int odd = 0, even = 0;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void* count(void* unused) {
  for (int i = 0; i < 99; ++i) {
    pthread_mutex_lock(&m);
    if (i % 2 == 0) {
      ++even;  // NO RACE
      pthread_mutex_unlock(&m);
      continue;
    }
    ++odd;  // NO RACE
    pthread_mutex_unlock(&m);
  }
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, count, NULL);
  pthread_create(&second, NULL, count, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return odd + even == 0;  // NO RACE
}
