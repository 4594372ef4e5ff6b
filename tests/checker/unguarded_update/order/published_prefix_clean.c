// Entries are published one after the other by their number: who looks below it sees them whole.
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>

enum { kEntries = 1000 };
struct entry {
  long time;
  int kind;
};
static struct entry entries[kEntries];
static atomic_int count;

static void* record(void* unused) {
  for (int i = 0; i < kEntries; ++i) {
    entries[i].time = i;  // NO RACE
    entries[i].kind = 3;  // NO RACE
    atomic_store_explicit(&count, i + 1, memory_order_release);
    sched_yield();
  }
  return unused;
}

static long sum(void) {
  const int known = atomic_load_explicit(&count, memory_order_acquire);
  long total = 0;
  for (int i = 0; i < known; ++i) total += entries[i].time + entries[i].kind;  // NO RACE
  return total;
}

static void* look(void* result) {
  long* total = result;
  for (int i = 0; i < 1000; ++i) {
    *total += sum();
    sched_yield();
  }
  return NULL;
}

int main(void) {
  long totals[2] = {0, 0};
  pthread_t writer;
  pthread_t first;
  pthread_t second;
  pthread_create(&writer, NULL, record, NULL);
  pthread_create(&first, NULL, look, &totals[0]);
  pthread_create(&second, NULL, look, &totals[1]);
  pthread_join(writer, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return totals[0] + totals[1] < 0;
}
