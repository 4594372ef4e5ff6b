// A hash table has a lock in each bucket, which guards the chain of entries behind it.
#include <pthread.h>
#include <stdlib.h>

enum { kBuckets = 4 };
struct Entry {
  int key;
  int hits;
  struct Entry* next;
};
static struct Bucket {
  pthread_mutex_t lock;
  struct Entry* first;
} table[kBuckets];

static void insert(int key) {
  struct Bucket* bucket = &table[key % kBuckets];
  struct Entry* entry = calloc(1, sizeof *entry);
  entry->key = key;
  pthread_mutex_lock(&bucket->lock);
  entry->next = bucket->first;  // NO RACE
  bucket->first = entry;        // NO RACE
  pthread_mutex_unlock(&bucket->lock);
}

static int contains(int key) {
  struct Bucket* bucket = &table[key % kBuckets];
  pthread_mutex_lock(&bucket->lock);
  const int found = bucket->first != NULL;  // NO RACE
  pthread_mutex_unlock(&bucket->lock);
  return found;
}

static void* fill(void* unused) {
  for (int key = 0; key < 8; ++key) insert(key);
  return unused;
}

int main(void) {
  for (int i = 0; i < kBuckets; ++i) pthread_mutex_init(&table[i].lock, NULL);
  pthread_t first, second;
  pthread_create(&first, NULL, fill, NULL);
  pthread_create(&second, NULL, fill, NULL);
  int seen = contains(1);
  pthread_join(first, NULL);  // NOT NEEDED: main reads under the lock
  pthread_join(second, NULL);
  return seen == 2;
}
