// The lock of a bucket guards the entries behind it, unless an entry is behind another bucket, too.
#include <pthread.h>
#include <stdlib.h>

struct Entry {
  int hits;
  struct Entry* next;
};
static struct Bucket {
  pthread_mutex_t lock;
  struct Entry* first;
} table[2];

static void hit_all(int key) {
  struct Bucket* bucket = &table[key % 2];
  pthread_mutex_lock(&bucket->lock);  // NOT NEEDED: each thread has its own bucket
  for (struct Entry* entry = bucket->first; entry != NULL; entry = entry->next) {
    ++entry->hits;  // NO RACE
  }
  pthread_mutex_unlock(&bucket->lock);
}

static void* work(void* argument) {
  hit_all(*(int*)argument);
  return NULL;
}

int main(void) {
  int keys[2] = {2, 3};
  for (int i = 0; i < 2; ++i) {
    pthread_mutex_init(&table[i].lock, NULL);
    table[i].first = calloc(1, sizeof(struct Entry));
  }
  pthread_t first, second;
  pthread_create(&first, NULL, work, &keys[0]);
  pthread_create(&second, NULL, work, &keys[1]);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return table[0].first->hits == 5;  // NO RACE
}
