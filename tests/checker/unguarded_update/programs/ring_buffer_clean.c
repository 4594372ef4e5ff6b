// A ring of one producer and one consumer; its fill level is atomic, and orders the slots.
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

enum { kSlots = 4, kItems = 50 };
static int slots[kSlots];
static atomic_int filled = 0;

static void* produce(void* unused) {
  for (int i = 0; i < kItems; ++i) {
    while (filled == kSlots) {  // NO RACE
    }
    slots[i % kSlots] = i;  // NO RACE
    ++filled;               // NO RACE
  }
  return unused;
}

static void* consume(void* sum) {
  for (int i = 0; i < kItems; ++i) {
    while (filled == 0) {  // NO RACE
    }
    *(long*)sum += slots[i % kSlots];  // NO RACE
    --filled;                          // NO RACE
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
