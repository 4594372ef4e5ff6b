// One thread clears a buffer with memset while the other fills another.
#include <pthread.h>
#include <stddef.h>
#include <string.h>

static char a[64];
static char b[64];

static void* clear(void* unused) {
  memset(a, 0, sizeof a);  // NO RACE
  return unused;
}

static void* fill(void* unused) {
  memset(b, 1, sizeof b);  // NO RACE
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, clear, NULL);
  pthread_create(&second, NULL, fill, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return a[0] + b[0] == 5;  // NO RACE
}
