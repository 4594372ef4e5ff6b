// Each child fills the first element of the next part, too.
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void fill(int* items, int from, int to) {
  for (int i = from; i < to; i++) items[i] = i;  // RACE
}

int main(int count, char** arguments) {
  const int children = count > 1 ? atoi(arguments[1]) : 4;
  const int size = count > 2 ? atoi(arguments[2]) : 4000;
  int* items = mmap(NULL, size * sizeof *items, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pid_t* handles = calloc(children, sizeof *handles);
  for (int i = 0; i < children; i++) {
    const int from = i * size / children;
    const int to = (i + 1) * size / children + 1;
    handles[i] = fork();
    if (handles[i] == 0) {
      fill(items, from, to);
      _exit(0);
    }
  }
  for (int i = 0; i < children; i++) waitpid(handles[i], NULL, 0);
  return items[0];  // NO RACE
}
