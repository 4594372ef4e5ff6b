// What is found in a bucket, or not, is changed under the stripe of the bucket.
#include <pthread.h>
#include <stddef.h>

enum { kBuckets = 16, kSlots = 8, kStripes = 4, kWorkers = 4, kKeys = 40 };
struct connection {
  int key;
  int state;
};
struct table {
  pthread_mutex_t stripes[kStripes];
  struct connection buckets[kBuckets][kSlots];
};
struct worker {
  struct table* table;
  int first;
};

static unsigned bucket_of(int key) { return ((unsigned)key * 2654435761u >> 16) % kBuckets; }

static struct connection* find(struct connection* bucket, int key) {
  for (int slot = 0; slot < kSlots; ++slot) {
    if (bucket[slot].key == key) return &bucket[slot];  // NO RACE
  }
  return NULL;
}

static void touch(struct table* table, int key) {
  const unsigned index = bucket_of(key);
  pthread_mutex_t* lock = &table->stripes[index % kStripes];
  pthread_mutex_lock(lock);
  struct connection* found = find(table->buckets[index], key);
  if (found != NULL) ++found->state;  // NO RACE
  pthread_mutex_unlock(lock);
}

static void* work(void* argument) {
  struct worker* worker = argument;
  for (int i = 0; i < 1000; ++i) touch(worker->table, (worker->first + i) % kKeys);
  return NULL;
}

int main(void) {
  static struct table table;
  static struct worker workers[kWorkers];
  pthread_t threads[kWorkers];
  for (int i = 0; i < kStripes; ++i) pthread_mutex_init(&table.stripes[i], NULL);
  for (int key = 0; key < kKeys; ++key) table.buckets[bucket_of(key)][key % kSlots].key = key;
  for (int i = 0; i < kWorkers; ++i) {
    workers[i].table = &table;
    workers[i].first = i * 7;
    pthread_create(&threads[i], NULL, work, &workers[i]);
  }
  for (int i = 0; i < kWorkers; ++i) pthread_join(threads[i], NULL);
  return 0;
}
