// The child adds to its own copy of the variable.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static int own = 0;

int main(void) {
  int* shared = mmap(0, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pid_t child = fork();
  if (child == 0) {
    own += 1;  // FINDING
    _exit(0);
  }
  waitpid(child, 0, 0);
  return own == 1;  // FINDING
}
