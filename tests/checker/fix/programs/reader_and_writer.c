#include <pthread.h>
#include <stdio.h>

static int temperature;

static void *measure(void *argument) {
  for (int i = 0; i < 10; ++i) temperature = i;  // the newest
  return argument;
}

static void *show(void *argument) {
  for (int i = 0; i < 10; ++i) {
    if (temperature > 5) printf("warm\n");
  }
  return argument;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, 0, measure, 0);
  pthread_create(&second, 0, show, 0);
  pthread_join(first, 0);
  pthread_join(second, 0);
  return 0;
}
