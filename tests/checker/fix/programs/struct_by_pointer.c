#include <pthread.h>
#include <stdio.h>

struct account {
  int balance;
  int moves;
};

static struct account shared;

static void *job(void *argument) {
  struct account *account = argument;
  account->balance += 5;
  account->moves++;
  return argument;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, 0, job, &shared);
  pthread_create(&second, 0, job, &shared);
  pthread_join(first, 0);
  pthread_join(second, 0);
  return 0;
}
