// Two flags of one struct: neighbouring bit-fields are one memory location.
#include <pthread.h>
#include <stddef.h>

static struct {
  unsigned char busy : 1;
  unsigned char done : 1;
} flags;

static void* set_busy(void* unused) {
  flags.busy = 1;  // RACE
  return unused;
}

static void* set_done(void* unused) {
  flags.done = 1;  // RACE
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, set_busy, NULL);
  pthread_create(&second, NULL, set_done, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return flags.busy + flags.done == 0;  // NO RACE
}
