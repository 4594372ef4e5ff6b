// A wrapper starts whatever function it is given; main reads after the wrapper that joins.
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

static int result = 0;

static void* work(void* unused) {
  result = 42;  // NO RACE
  return unused;
}

static pthread_t launch(void* (*function)(void*)) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, function, NULL) != 0) abort();
  return thread;
}

static void finish(pthread_t thread) { pthread_join(thread, NULL); }

int main(void) {
  pthread_t worker = launch(work);
  finish(worker);
  int seen = result;  // NO RACE
  return seen == 1;
}
