// Two semaphores let two threads take turns if only one of them is free at first.
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stddef.h>

enum { kRounds = 20 };
static sem_t ping_may;
static sem_t pong_may;
static int ball = 0;

static void* ping(void* unused) {
  for (int round = 0; round < kRounds; ++round) {
    sem_wait(&ping_may);
    ++ball;  // NO RACE
    sched_yield();
    sem_post(&pong_may);
  }
  return unused;
}

static void* pong(void* unused) {
  for (int round = 0; round < kRounds; ++round) {
    sem_wait(&pong_may);
    ++ball;  // NO RACE
    sched_yield();
    sem_post(&ping_may);
  }
  return unused;
}

int main(void) {
  pthread_t first, second;
  sem_init(&ping_may, 0, 1);
  sem_init(&pong_may, 0, 0);
  pthread_create(&first, NULL, ping, NULL);
  pthread_create(&second, NULL, pong, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return ball == 1;  // NO RACE
}
