// A ring of one producer and one consumer; its fill level is plain.
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

enum { kSlots = 4, kItems = 50 };
static int slots[kSlots];
static volatile int filled = 0;

static void* produce(void* unused) {
  for (int i = 0; i < kItems; ++i) {
    while (filled == kSlots) {  // RACE
    }
    slots[i % kSlots] = i;  // RACE
    ++filled;               // RACE
    if (filled < 0) break;  // RACE
  }
  return unused;
}

static void* consume(void* sum) {
  for (int i = 0; i < kItems; ++i) {
    for (int tries = 0; filled == 0 && tries < 1000; ++tries) {  // RACE
    }
    *(long*)sum += slots[i % kSlots];  // RACE
    --filled;                          // RACE
  }
  return NULL;
}

int main(void) {
  pthread_t producer, consumer;
  long sum = 0;
  pthread_create(&producer, NULL, produce, NULL);
  pthread_create(&consumer, NULL, consume, &sum);
  pthread_join(producer, NULL);
  pthread_join(consumer, NULL);
  return sum == 1;
}
