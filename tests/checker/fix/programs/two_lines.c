#include <pthread.h>
#include <stdio.h>

static int balance = 100;

static void *job(void *argument) {
  int now = balance;
  now -= 10;
  balance = now;
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
