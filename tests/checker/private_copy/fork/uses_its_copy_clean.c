// A process may do with its copy what it likes, if it reads it itself.
#include <sys/wait.h>
#include <unistd.h>

static int depth = 0;

static int go_down(int n) {
  depth = n;         // NO FINDING
  return depth * 2;  // NO FINDING
}

int main(void) {
  pid_t child = fork();
  if (child == 0) _exit(go_down(3));
  waitpid(child, 0, 0);  // NOT NEEDED: the child has a copy
  return depth;          // NO FINDING
}
