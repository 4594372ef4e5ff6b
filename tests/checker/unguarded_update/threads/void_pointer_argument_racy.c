// A thread's only way to the data is its argument: both get the same.
#include <pthread.h>
#include <stddef.h>

struct job {
  int from;
  long sum;
};

static void* work(void* argument) {
  struct job* job = argument;
  for (int i = job->from; i < job->from + 10; ++i) job->sum += i;  // RACE
  return NULL;
}

int main(void) {
  struct job one = {0, 0}, two = {10, 0};
  pthread_t first, second;
  pthread_create(&first, NULL, work, &one);
  pthread_create(&second, NULL, work, &one);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return one.sum + two.sum == 1;  // NO RACE
}
