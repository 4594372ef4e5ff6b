// A global variable is shared by threads.
#include <pthread.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

static int counter = 0;

static void* count(void* unused) {
  counter += 1;  // RACE
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, count, NULL);
  count(NULL);
  pthread_join(thread, NULL);
  return counter == 0;  // NO RACE
}
