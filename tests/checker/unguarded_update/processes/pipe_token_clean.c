// A byte through a pipe tells the parent that the child has written into the memory they share.
#include <stddef.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  int* result = mmap(NULL, sizeof *result, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  int ends[2];
  char token = 'x';
  if (result == MAP_FAILED || pipe(ends) != 0) return 1;
  pid_t child = fork();
  if (child == 0) {
    *result = 42;  // NO RACE
    write(ends[1], &token, 1);
    _exit(0);
  }
  read(ends[0], &token, 1);
  int seen = *result;       // NO RACE
  waitpid(child, NULL, 0);  // NOT NEEDED: what main reads is handed over before
  return seen == 1;
}
