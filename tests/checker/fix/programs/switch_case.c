#include <pthread.h>
#include <stdio.h>

static int kinds[3];

static void *job(void *argument) {
  for (int i = 0; i < 9; ++i) {
    switch (i % 3) {
      case 0:
        kinds[0]++;
        break;
      case 1: kinds[1]++; break;
      default:
        kinds[2]++;
    }
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
