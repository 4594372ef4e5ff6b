// Threads add up parts of an array into their own, and main adds these.
#include <pthread.h>
#include <stddef.h>

enum { kThreads = 3, kNumbers = 30 };
static int numbers[kNumbers];

struct part {
  int begin, end;
  long sum;
};

static long total = 0;

static void* add(void* argument) {
  struct part* part = argument;
  for (int i = part->begin; i < part->end; ++i) {
    part->sum += numbers[i];  // NO RACE
  }
  return NULL;
}

int main(void) {
  pthread_t threads[kThreads];
  struct part parts[kThreads];
  for (int i = 0; i < kNumbers; ++i) numbers[i] = i;  // NO RACE
  for (int i = 0; i < kThreads; ++i) {
    parts[i].begin = i * (kNumbers / kThreads);      // NO RACE
    parts[i].end = (i + 1) * (kNumbers / kThreads);  // NO RACE
    parts[i].sum = 0;                                // NO RACE
    pthread_create(&threads[i], NULL, add, &parts[i]);
  }
  for (int i = 0; i < kThreads; ++i) pthread_join(threads[i], NULL);
  for (int i = 0; i < kThreads; ++i) total += parts[i].sum;  // NO RACE
  return total == 1;                                         // NO RACE
}
