// A wrapper starts whatever function it is given; main reads before the wrapper that joins.
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

static int result = 0;

static void* work(void* unused) {
  result = 42;  // RACE
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
  int seen = result;  // RACE
  finish(worker);
  return seen == 1;
}
