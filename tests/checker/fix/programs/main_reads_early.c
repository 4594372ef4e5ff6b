#include <pthread.h>
#include <stdio.h>

static int done;

static void *job(void *argument) {
  done++;
  return argument;
}

int main(void) {
  pthread_t worker;
  pthread_create(&worker, 0, job, 0);
  printf("%d so far\n", done);
  pthread_join(worker, 0);
  printf("%d at the end\n", done);
  return 0;
}
