// Workers count down under a lock, and main reads what they wrote when the count is 0.
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int pending = 2;
static int first_part = 0;
static int second_part = 0;

static void count_down(void) {
  pthread_mutex_lock(&lock);
  if (--pending == 0) pthread_cond_signal(&changed);  // NO RACE
  pthread_mutex_unlock(&lock);
}

static void* first(void* unused) {
  first_part = 20;  // NO RACE
  count_down();
  return unused;
}

static void* second(void* unused) {
  second_part = 22;  // NO RACE
  count_down();
  return unused;
}

int main(void) {
  pthread_t workers[2];
  pthread_create(&workers[0], NULL, first, NULL);
  pthread_create(&workers[1], NULL, second, NULL);
  pthread_mutex_lock(&lock);
  while (pending > 0) pthread_cond_wait(&changed, &lock);  // NO RACE
  pthread_mutex_unlock(&lock);
  int sum = first_part;            // NO RACE
  sum += second_part;              // NO RACE
  pthread_join(workers[0], NULL);  // NOT NEEDED: what main reads is handed over before
  pthread_join(workers[1], NULL);
  return sum == 1;
}
