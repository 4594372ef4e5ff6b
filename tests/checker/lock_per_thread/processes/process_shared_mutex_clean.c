// The lock of two processes stands in the shared memory with the data.
#include <pthread.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
  pthread_mutex_t lock;
  int count;
};

static pthread_mutex_t own = PTHREAD_MUTEX_INITIALIZER;

int main(void) {
  struct shared* shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return 1;
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutex_init(&shared->lock, &attributes);
  pid_t child = fork();
  pthread_mutex_lock(&shared->lock);
  shared->count += 1;  // NO RACE
  pthread_mutex_unlock(&shared->lock);
  if (child == 0) _exit(0);
  waitpid(child, NULL, 0);
  pthread_mutex_destroy(&own);
  return shared->count == 0;  // NO RACE
}
