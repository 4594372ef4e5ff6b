// A parent and its child hand a text over, one at a time: the flag in shared memory begins with zero.
// NOT RUN: ThreadSanitizer does not look at two processes.
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct mailbox {
  atomic_int is_full;
  int letter;
};

int main(void) {
  struct mailbox* box = mmap(NULL, sizeof *box, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (fork() == 0) {
    int sum = 0;
    for (int i = 0; i < 10; i++) {
      while (!atomic_load(&box->is_full)) {
      }
      sum += box->letter;  // RACE
      atomic_store(&box->is_full, 0);
    }
    _exit(sum != 45);
  }
  for (int i = 0; i < 10; i++) {
    while (atomic_load(&box->is_full)) {
    }
    atomic_store(&box->is_full, 1);
    box->letter = i;  // RACE
  }
  int status = 0;
  wait(&status);
  return WEXITSTATUS(status);
}
