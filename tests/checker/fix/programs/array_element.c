#include <pthread.h>
#include <stdio.h>

static int histogram[4];

static void *job(void *argument) {
  for (int i = 0; i < 4; ++i) {
    histogram[i]++;
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
