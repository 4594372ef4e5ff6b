// Each child of a loop counts in its own copy of a global variable, and in shared memory.
#include <stddef.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static int count = 0;

int main(void) {
  int* shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  for (int i = 0; i < 20; ++i) {
    if (fork() == 0) {
      ++count;  // NO RACE
      ++*shared;  // RACE
      _exit(0);
    }
  }
  while (wait(NULL) > 0) continue;
  return *shared == 1;  // NO RACE
}
