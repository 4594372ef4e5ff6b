// Two mappings are the same memory when they were opened by one name.
// NOT RUN: ThreadSanitizer takes two mappings for two memories.
#include <fcntl.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

static int* map(int file) {
  if (ftruncate(file, sizeof(int)) != 0) return NULL;
  return mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
}

static void* count(void* unused) {
  int* counter = map(shm_open("/racecheck_shm_one", O_RDWR | O_CREAT, 0600));
  *counter += 1;  // RACE
  return unused;
}

int main(void) {
  int* counter = map(shm_open("/racecheck_shm_one", O_RDWR | O_CREAT, 0600));
  pthread_t worker;
  pthread_create(&worker, NULL, count, NULL);
  *counter += 1;  // RACE
  pthread_join(worker, NULL);
  shm_unlink("/racecheck_shm_one");
  shm_unlink("/racecheck_shm_two");
  return 0;
}
