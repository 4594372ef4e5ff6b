// Two locks are taken in the order of their accounts' numbers, whichever account is given first.
#include <pthread.h>

struct account {
  int id;
  long balance;
  pthread_mutex_t lock;
};

static struct account accounts[2] = {{0, 1000, PTHREAD_MUTEX_INITIALIZER}, {1, 1000, PTHREAD_MUTEX_INITIALIZER}};

static void transfer(struct account* from, struct account* to) {
  struct account* first = from->id < to->id ? from : to;
  struct account* second = first == from ? to : from;
  if (first == second) return;
  pthread_mutex_lock(&first->lock);   // NOT NEEDED: with two accounts the other lock guards both
  pthread_mutex_lock(&second->lock);  // NOT NEEDED: with two accounts the other lock guards both
  from->balance -= 1;                 // NO RACE
  to->balance += 1;                   // NO RACE
  pthread_mutex_unlock(&second->lock);
  pthread_mutex_unlock(&first->lock);
}

static void* teller(void* argument) {
  struct account* own = argument;
  struct account* other = &accounts[1 - own->id];
  for (int i = 0; i < 1000; ++i) transfer(own, other);
  return NULL;
}

int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; ++i) pthread_create(&threads[i], NULL, teller, &accounts[i]);
  for (int i = 0; i < 2; ++i) pthread_join(threads[i], NULL);
  return accounts[0].balance == 1;
}
