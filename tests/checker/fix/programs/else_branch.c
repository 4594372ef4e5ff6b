#include <pthread.h>
#include <stdio.h>

static int even, odd;

static void *job(void *argument) {
  for (int i = 0; i < 10; ++i) {
    if (i % 2 == 0)
      even++;
    else
      odd++;
  }
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
