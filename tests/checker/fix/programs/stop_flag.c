#include <pthread.h>
#include <unistd.h>

static int stop;
static pthread_t worker;

static void *work(void *argument) {
  while (!stop) usleep(100);
  return argument;
}

int main(void) {
  pthread_create(&worker, 0, work, 0);
  usleep(1000);
  stop = 1;
  pthread_join(worker, 0);
  return 0;
}
