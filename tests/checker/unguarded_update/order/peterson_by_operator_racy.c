// Peterson's lock: the operators of an _Atomic are sequentially consistent.
// NOT RUN: ThreadSanitizer sees it only if the right thread comes before the left one has gone.
#include <pthread.h>
#include <stdatomic.h>

static atomic_int wants_left, wants_right, turn;
static int count;

static void* left(void* unused) {
  wants_left = 1;
  turn = 1;
  while (wants_right == 1 && turn == 1) {
  }
  count++;  // RACE
  wants_left = 0;
  return unused;
}

static void* right(void* unused) {
  turn = 0;
  while (wants_left == 1 && turn == 0) {
  }
  count++;  // RACE
  wants_right = 0;
  return unused;
}

int main(void) {
  pthread_t threads[2];
  pthread_create(&threads[0], NULL, left, NULL);
  pthread_create(&threads[1], NULL, right, NULL);
  pthread_join(threads[0], NULL);
  pthread_join(threads[1], NULL);
  return count != 2;
}
