// The semaphore of a System V set that two processes take before they count; each has a count of its own, too.
#include <stddef.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

static void change(int set, int by) {
  struct sembuf change = {0, (short)by, 0};
  semop(set, &change, 1);
}

static void count(long* counts, int set, int own) {
  for (int i = 0; i < 1000; ++i) {
    change(set, -1);
    change(set, 1);
    counts[2] += 1;    // RACE
    counts[own] += 1;  // NO RACE
  }
}

int main(void) {
  const int memory = shmget(IPC_PRIVATE, 3 * sizeof(long), IPC_CREAT | 0600);
  const int set = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
  long* counts = shmat(memory, NULL, 0);
  change(set, 1);
  for (int i = 0; i < 2; ++i) {
    if (fork() == 0) {
      count(counts, set, i);
      _exit(0);
    }
  }
  while (wait(NULL) > 0) continue;
  const long seen = counts[2];  // NO RACE
  semctl(set, 0, IPC_RMID);
  shmctl(memory, IPC_RMID, NULL);
  return seen == 1;
}
