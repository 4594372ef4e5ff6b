#include <pthread.h>
#include <stdio.h>

static int count;
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

static void add(void) {
  pthread_mutex_lock(&guard);
  count++;
  pthread_mutex_unlock(&guard);
}

static int get(void) { return count; }

static void *job(void *argument) {
  add();
  printf("%d\n", get());
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
