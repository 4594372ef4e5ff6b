// Two threads use elements of one array: the same.
#include <pthread.h>
#include <stddef.h>

static int totals[2];

static void* first_half(void* unused) {
  totals[0] += 1;  // RACE
  return unused;
}

static void* second_half(void* unused) {
  totals[0] += 2;  // RACE
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, first_half, NULL);
  pthread_create(&second, NULL, second_half, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return totals[0] + totals[1] == 0;  // NO RACE
}
