#include <pthread.h>
#include <stdio.h>

static int stock = 10;

static int take(void) {
  if (stock == 0) return 0;
  stock--;
  return stock;
}

static void *job(void *argument) {
  for (int i = 0; i < 5; ++i) take();
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
