// An entry that has the key is counted by readers, several of which may look for one key.
#include <pthread.h>
#include <stddef.h>

enum { kEntries = 8 };
struct entry {
  int key;
  int value;
  long hits;
};
static struct entry cache[kEntries];
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;

static int get(int key, int* value) {
  int found = 0;
  pthread_rwlock_rdlock(&lock);
  struct entry* entry = &cache[key % kEntries];
  if (entry->key == key) {
    *value = entry->value;
    ++entry->hits;  // RACE
    found = 1;
  }
  pthread_rwlock_unlock(&lock);
  return found;
}

static void put(int key, int value) {
  pthread_rwlock_wrlock(&lock);
  struct entry* entry = &cache[key % kEntries];
  entry->key = key;
  entry->value = value;
  entry->hits = 0;
  pthread_rwlock_unlock(&lock);
}

static void* work(void* argument) {
  const int first = *(int*)argument;
  int value = 0;
  for (int i = 0; i < 20000; ++i) {
    const int key = (first + i) % 9;
    if (!get(key, &value)) put(key, i);
  }
  return NULL;
}

int main(void) {
  pthread_t threads[4];
  int first[4];
  for (int i = 0; i < 4; ++i) {
    first[i] = i;
    pthread_create(&threads[i], NULL, work, &first[i]);
  }
  for (int i = 0; i < 4; ++i) pthread_join(threads[i], NULL);
  return 0;
}
