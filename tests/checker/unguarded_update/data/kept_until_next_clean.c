// A consumer keeps what it took out of a list until it has the next one: it is its own all the while.
#include <pthread.h>
#include <stdlib.h>

struct item {
  int value;
  struct item* next;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t showing = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t start;
static struct item* head;
static int latest;

static void* consume(void* unused) {
  struct item* last = NULL;
  pthread_barrier_wait(&start);
  for (;;) {
    pthread_mutex_lock(&mutex);
    struct item* item = head;
    if (item != NULL) head = item->next;
    pthread_mutex_unlock(&mutex);
    if (last != NULL) free(last);  // NO RACE
    if (item == NULL) return unused;
    item->value += 1;  // NO RACE
    pthread_mutex_lock(&showing);
    latest = item->value;  // NO RACE
    pthread_mutex_unlock(&showing);
    last = item;
  }
}

int main(void) {
  for (int i = 0; i < 20000; ++i) {
    struct item* item = malloc(sizeof *item);
    item->value = i;
    item->next = head;
    head = item;
  }
  pthread_barrier_init(&start, NULL, 2);
  pthread_t consumers[2];
  for (int i = 0; i < 2; ++i) pthread_create(&consumers[i], NULL, consume, NULL);
  for (int i = 0; i < 2; ++i) pthread_join(consumers[i], NULL);
  return latest == 0;
}
