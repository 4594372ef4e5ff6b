#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct counter {
  int value;
};

static void *job(void *argument) {
  struct counter *counter = argument;
  counter->value++;
  return argument;
}

int main(void) {
  pthread_t first, second;
  struct counter *counter = calloc(1, sizeof *counter);
  pthread_create(&first, 0, job, counter);
  pthread_create(&second, 0, job, counter);
  pthread_join(first, 0);
  pthread_join(second, 0);
  return 0;
}
