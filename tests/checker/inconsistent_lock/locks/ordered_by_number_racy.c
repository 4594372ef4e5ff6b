// Of the two accounts that with the smaller number is locked, and the other one is not.
#include <pthread.h>

enum { kAccounts = 8 };

struct account {
  pthread_mutex_t lock;
  long balance;
};

static struct account accounts[kAccounts];

static void transfer(int from, int to) {
  if (from == to) return;
  struct account* first = &accounts[from < to ? from : to];
  pthread_mutex_lock(&first->lock);
  accounts[from].balance--;  // RACE
  accounts[to].balance++;    // RACE
  pthread_mutex_unlock(&first->lock);
}

static void* work(void* argument) {
  const int shift = *(int*)argument;
  for (int i = 0; i < 100; i++) transfer((i * shift) % kAccounts, (i + shift) % kAccounts);
  return NULL;
}

int main(void) {
  pthread_t threads[2];
  int shifts[2] = {3, 5};
  for (int i = 0; i < kAccounts; i++) pthread_mutex_init(&accounts[i].lock, NULL);
  for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, work, &shifts[i]);
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  return accounts[0].balance != 0 ? 0 : 1;
}
