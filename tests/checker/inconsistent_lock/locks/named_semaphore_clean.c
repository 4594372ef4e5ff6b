// A semaphore is found by its name: two threads that open the same one keep each other out.
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>

static int counter = 0;

static void* first(void* unused) {
  sem_t* lock = sem_open("/racecheck_one", O_CREAT, 0600, 1);
  sem_wait(lock);
  ++counter;  // NO RACE
  sem_post(lock);
  return unused;
}

static void* second(void* unused) {
  sem_t* lock = sem_open("/racecheck_one", O_CREAT, 0600, 1);
  sem_wait(lock);
  ++counter;  // NO RACE
  sem_post(lock);
  return unused;
}

int main(void) {
  pthread_t one, two;
  pthread_create(&one, NULL, first, NULL);
  pthread_create(&two, NULL, second, NULL);
  pthread_join(one, NULL);
  pthread_join(two, NULL);
  sem_unlink("/racecheck_one");
  sem_unlink("/racecheck_two");
  return counter == 1;  // NO RACE
}
