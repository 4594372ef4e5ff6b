#include <pthread.h>
#include <stdio.h>

static int left = 10;

static void *job(void *argument) {
  while (left > 0) left--;
  return argument;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, 0, job, 0);
  pthread_create(&second, 0, job, 0);
  pthread_join(first, 0);
  pthread_join(second, 0);
  return 0;
}
