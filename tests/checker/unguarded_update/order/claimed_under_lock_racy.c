// Who comes first fills the table without the lock, and the others do not wait.
// NOT RUN: ThreadSanitizer sees it only if a second thread comes while the table is filled.
#include <pthread.h>
#include <stddef.h>

enum { kEntries = 4096, kThreads = 4 };
static int table[kEntries];
static int is_claimed;
static int is_ready;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ready = PTHREAD_COND_INITIALIZER;

static const int* get_table(void) {
  pthread_mutex_lock(&lock);
  if (!is_claimed) {
    is_claimed = 1;
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < kEntries; ++i) table[i] = i * i;  // RACE
    pthread_mutex_lock(&lock);
    is_ready = 1;
    pthread_cond_broadcast(&ready);
  }
  pthread_mutex_unlock(&lock);
  return table;
}

static void* look_up(void* sum) {
  const int* found = get_table();
  for (int i = 0; i < kEntries; ++i) *(long*)sum += found[i];  // RACE
  return NULL;
}

int main(void) {
  pthread_t threads[kThreads];
  long sums[kThreads] = {0};
  for (int i = 0; i < kThreads; ++i) pthread_create(&threads[i], NULL, look_up, &sums[i]);
  for (int i = 0; i < kThreads; ++i) pthread_join(threads[i], NULL);
  return sums[0] == 0;
}
