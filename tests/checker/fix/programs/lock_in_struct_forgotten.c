#include <pthread.h>
#include <stdio.h>

struct account {
  pthread_mutex_t lock;
  int balance;
};

static struct account shared = {PTHREAD_MUTEX_INITIALIZER, 0};

static void deposit(struct account *to) {
  pthread_mutex_lock(&to->lock);
  to->balance += 3;
  pthread_mutex_unlock(&to->lock);
}

static void withdraw(struct account *from) { from->balance -= 3; }

static void *job(void *argument) {
  deposit(argument);
  withdraw(argument);
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
