// Each account has its own lock; it is held for its own account.
#include <pthread.h>
#include <stddef.h>

struct account {
  pthread_mutex_t lock;
  int balance;
};

static struct account here = {PTHREAD_MUTEX_INITIALIZER, 0};
static struct account there = {PTHREAD_MUTEX_INITIALIZER, 0};

static void deposit(struct account* locked, struct account* changed) {
  pthread_mutex_lock(&locked->lock);
  changed->balance += 1;  // NO RACE
  pthread_mutex_unlock(&locked->lock);
}

static void* first_clerk(void* unused) {
  deposit(&here, &here);
  return unused;
}

static void* second_clerk(void* unused) {
  deposit(&here, &here);
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, first_clerk, NULL);
  pthread_create(&second, NULL, second_clerk, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return here.balance + there.balance == 0;  // NO RACE
}
