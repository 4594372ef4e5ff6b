// The parent reads what the child wrote into shared memory, before it has waited for it.
#include <stddef.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  int* result = mmap(NULL, sizeof *result, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (result == MAP_FAILED) return 1;
  pid_t child = fork();
  if (child == 0) {
    *result = 42;  // RACE
    _exit(0);
  }
  int seen = *result;  // RACE
  waitpid(child, NULL, 0);
  return seen == 1;
}
