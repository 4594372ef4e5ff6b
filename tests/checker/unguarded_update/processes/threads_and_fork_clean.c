// A global variable is shared by processes only as a copy.
#include <pthread.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

static int counter = 0;

static void* count(void* unused) {
  counter += 1;  // NO RACE
  return unused;
}

int main(void) {
  pid_t child = fork();
  if (child == 0) {
    count(NULL);
    _exit(0);
  }
  count(NULL);
  waitpid(child, NULL, 0);  // NOT NEEDED: the child has a copy
  return counter == 0;      // NO RACE
}
