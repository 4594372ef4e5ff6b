// A sort gives one half of its part to a thread that runs the same sort, and merges when the thread is done.
#include <pthread.h>
#include <stddef.h>

struct part {
  int* items;
  int* spare;
  int size;
};

static void merge(struct part* part, int middle) {
  int left = 0;
  int right = middle;
  for (int i = 0; i < part->size; ++i) {
    const int from_left = right == part->size || (left < middle && part->items[left] <= part->items[right]);  // NO RACE
    part->spare[i] = from_left ? part->items[left++] : part->items[right++];                                  // NO RACE
  }
  for (int i = 0; i < part->size; ++i) part->items[i] = part->spare[i];  // NO RACE
}

static void* sort(void* argument) {
  struct part* part = argument;
  if (part->size < 2) return NULL;
  const int middle = part->size / 2;
  struct part left = {part->items, part->spare, middle};
  struct part right = {part->items + middle, part->spare + middle, part->size - middle};
  pthread_t thread;
  pthread_create(&thread, NULL, sort, &left);
  sort(&right);
  pthread_join(thread, NULL);
  merge(part, middle);
  return NULL;
}

int main(void) {
  int items[16] = {3, 1, 2, 9, 8, 7, 4, 5, 6, 0, 11, 10, 15, 12, 14, 13};
  int spare[16];
  struct part all = {items, spare, 16};
  sort(&all);
  return items[0] == 1;  // NO RACE
}
