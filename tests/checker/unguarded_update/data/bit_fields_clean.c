// Two flags of one struct: ordinary members are two.
#include <pthread.h>
#include <stddef.h>

static struct {
  unsigned char busy;
  unsigned char done;
} flags;

static void* set_busy(void* unused) {
  flags.busy = 1;  // NO RACE
  return unused;
}

static void* set_done(void* unused) {
  flags.done = 1;  // NO RACE
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
