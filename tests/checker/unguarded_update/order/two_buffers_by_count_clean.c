// Two buffers, of which one is filled while the other one is emptied: who fills goes on only when one of them is free.
#include <pthread.h>
#include <stddef.h>

enum { kItems = 4000000, kLast = 16 };

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int full;  // 0 to 2 buffers, and kLast when no more come
static int length[2];
static int filling;

static void* empty(void* unused) {
  int which = 0;
  pthread_mutex_lock(&m);
  for (;;) {
    while (!full) pthread_cond_wait(&changed, &m);
    if (full == kLast) break;
    length[which] = 0;  // NO RACE
    which ^= 1;
    full--;
    pthread_cond_signal(&changed);
  }
  pthread_mutex_unlock(&m);
  return unused;
}

static void hand_over(int adjust) {
  pthread_mutex_lock(&m);
  full += adjust;
  pthread_cond_signal(&changed);
  while (full & 2) pthread_cond_wait(&changed, &m);
  pthread_mutex_unlock(&m);
  filling ^= adjust & 1;
}

int main(void) {
  pthread_t other;
  pthread_create(&other, NULL, empty, NULL);
  for (int i = 0; i < kItems; ++i) {
    length[filling] += 1;  // NO RACE
    if (i % 8 == 7) hand_over(1);
  }
  hand_over(1 | kLast);
  pthread_join(other, NULL);
  return length[0];
}
