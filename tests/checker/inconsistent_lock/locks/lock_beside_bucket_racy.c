// Two keys of one bucket have different locks: their numbers are computed in another way.
#include <pthread.h>
#include <stdlib.h>

#define BUCKETS 4

struct node {
  int count;
  struct node* next;
};

static struct node* buckets[BUCKETS];
static pthread_mutex_t locks[BUCKETS];

static void add(int key) {
  int bucket = key % BUCKETS;
  int lock = key / 8 % BUCKETS;
  pthread_mutex_lock(&locks[lock]);
  struct node* node = buckets[bucket];  // RACE
  if (node == 0) {
    buckets[bucket] = calloc(1, sizeof *node);  // RACE
  } else {
    node->count += 1;  // RACE
  }
  pthread_mutex_unlock(&locks[lock]);
}

static void* worker(void* key) {
  for (int i = 0; i < 16; ++i) add(*(int*)key + i);
  return 0;
}

int main(void) {
  static int keys[2] = {1, 9};
  for (int i = 0; i < BUCKETS; ++i) pthread_mutex_init(&locks[i], 0);
  pthread_t first;
  pthread_t second;
  pthread_create(&first, 0, worker, &keys[0]);
  pthread_create(&second, 0, worker, &keys[1]);
  pthread_join(first, 0);
  pthread_join(second, 0);
  return 0;
}
