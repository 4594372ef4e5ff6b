// The child changes a global variable, of which it has a copy.
#include <stddef.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static int own = 0;

static void count(int* where) {
  for (int i = 0; i < 100; ++i) *where += 1;  // NO RACE
}

int main(void) {
  int* shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return 1;
  pid_t child = fork();
  if (child == 0) {
    count(&own);
    _exit(0);
  }
  count(&own);
  waitpid(child, NULL, 0);    // NOT NEEDED: the child has a copy of the one, and leaves the other alone
  return own + *shared == 0;  // NO RACE
}
