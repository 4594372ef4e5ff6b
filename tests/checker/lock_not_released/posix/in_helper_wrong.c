// NOT RUN: the other thread waits for ever
// A function that the thread calls forgets the lock on its way for bad input.
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int total = 0;

static int add(int n) {
  pthread_mutex_lock(&lock);  // FINDING
  if (n < 0) {
    return -1;  // FINDING
  }
  total += n;
  pthread_mutex_unlock(&lock);
  return 0;
}

static void* work(void* number) {
  add(*(int*)number);
  return NULL;
}

int main(int argc, char** argv) {
  (void)argv;
  pthread_t first, second;
  int one = argc - 2, other = argc - 3;
  pthread_create(&first, NULL, work, &one);
  pthread_create(&second, NULL, work, &other);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return 0;
}
