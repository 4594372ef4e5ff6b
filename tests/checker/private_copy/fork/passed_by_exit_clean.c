// The exit code brings the result back; a variable does not.
#include <sys/wait.h>
#include <unistd.h>

static int result = 0;

int main(void) {
  pid_t child = fork();
  if (child == 0) {
    _exit(6 * 7);  // NO FINDING
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WEXITSTATUS(status);  // NO FINDING
}
