// Each thread keeps its own block behind a key.
#include <pthread.h>
#include <stdlib.h>

static pthread_key_t key;
static int one_for_all;

static void work_on_block(void) {
  int* block = pthread_getspecific(key);
  *block += 1;  // NO RACE
}

static void* work(void* unused) {
  int* own = calloc(1, sizeof *own);
  pthread_setspecific(key, own);
  work_on_block();
  free(own);  // NO RACE
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_key_create(&key, NULL);
  pthread_create(&first, NULL, work, NULL);
  pthread_create(&second, NULL, work, NULL);
  pthread_join(first, NULL);  // NOT NEEDED: the threads have their own
  pthread_join(second, NULL);
  return one_for_all == 1;  // NO RACE
}
