// Two accounts are locked in the order of their addresses, so that nobody waits in a circle.
#include <pthread.h>
#include <stddef.h>

struct Account {
  pthread_mutex_t lock;
  int balance;
};
static struct Account accounts[3];

static void transfer(struct Account* from, struct Account* to) {
  struct Account* low = from;
  struct Account* high = to;
  if (low > high) {
    low = to;
    high = from;
  }
  pthread_mutex_lock(&low->lock);
  pthread_mutex_lock(&high->lock);
  from->balance -= 1;  // NO RACE
  to->balance += 1;    // NO RACE
  pthread_mutex_unlock(&high->lock);
  pthread_mutex_unlock(&low->lock);
}

static void* up(void* unused) {
  transfer(&accounts[0], &accounts[1]);
  return unused;
}

static void* down(void* unused) {
  transfer(&accounts[2], &accounts[1]);
  return unused;
}

int main(void) {
  for (int i = 0; i < 3; ++i) pthread_mutex_init(&accounts[i].lock, NULL);
  pthread_t first, second;
  pthread_create(&first, NULL, up, NULL);
  pthread_create(&second, NULL, down, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return accounts[1].balance == 1;  // NO RACE
}
