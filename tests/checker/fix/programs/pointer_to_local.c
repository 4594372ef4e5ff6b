#include <pthread.h>
#include <stdio.h>

static void *job(void *argument) {
  int *total = argument;
  *total += 1;
  return argument;
}

int main(void) {
  pthread_t first, second;
  int total = 0;
  pthread_create(&first, 0, job, &total);
  pthread_create(&second, 0, job, &total);
  pthread_join(first, 0);
  pthread_join(second, 0);
  return 0;
}
