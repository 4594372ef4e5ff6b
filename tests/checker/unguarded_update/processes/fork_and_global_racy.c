// The child changes what it reaches through shared memory.
#include <stddef.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static int own = 0;

static void count(int* where) {
  for (int i = 0; i < 100; ++i) *where += 1;  // RACE
}

int main(void) {
  int* shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return 1;
  pid_t child = fork();
  if (child == 0) {
    count(shared);
    _exit(0);
  }
  count(shared);
  waitpid(child, NULL, 0);
  return own + *shared == 0;  // NO RACE
}
