// A queue keeps its mutex behind a pointer, which is cleared when the queue is closed. Whenever the pointer is read, it leads to the
// same mutex.
#include <pthread.h>
#include <stdlib.h>

struct queue {
  int items;
  pthread_mutex_t* mutex;
  pthread_cond_t* filled;
};

static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t counted = PTHREAD_COND_INITIALIZER;
static int active = 2;
static int noted;

static void note(int depth) {
  ++noted;  // NO RACE
  if (depth > 0) note(depth - 1);
}

static void open_queue(struct queue* queue) {
  queue->items = 0;
  queue->mutex = malloc(sizeof *queue->mutex);
  pthread_mutex_init(queue->mutex, NULL);
  queue->filled = malloc(sizeof *queue->filled);
  pthread_cond_init(queue->filled, NULL);
}

static void close_queue(struct queue* queue) {
  free(queue->mutex);
  queue->mutex = NULL;
  free(queue->filled);
  queue->filled = NULL;
}

static void* consume(void* argument) {
  struct queue* queue = argument;
  for (int round = 0; round < 100; ++round) {
    pthread_mutex_lock(queue->mutex);
    while (queue->items == 0) pthread_cond_wait(queue->filled, queue->mutex);
    --queue->items;  // NO RACE
    note(1);
    pthread_mutex_unlock(queue->mutex);
    pthread_mutex_lock(queue->mutex);
    note(2);
    pthread_mutex_unlock(queue->mutex);
  }
  pthread_mutex_lock(&counting);
  --active;
  pthread_cond_signal(&counted);
  pthread_mutex_unlock(&counting);
  return NULL;
}

static void produce(struct queue* queue) {
  for (int round = 0; round < 200; ++round) {
    pthread_mutex_lock(queue->mutex);
    ++queue->items;  // NO RACE
    pthread_cond_signal(queue->filled);
    pthread_mutex_unlock(queue->mutex);
  }
}

static void wait_for_consumers(void) {
  pthread_mutex_lock(&counting);
  while (active > 0) pthread_cond_wait(&counted, &counting);
  pthread_mutex_unlock(&counting);
}

int main(void) {
  struct queue* queue = malloc(sizeof *queue);
  open_queue(queue);
  for (int i = 0; i < 2; ++i) {
    pthread_t consumer;
    pthread_create(&consumer, NULL, consume, queue);
    pthread_detach(consumer);
  }
  produce(queue);
  wait_for_consumers();
  close_queue(queue);
  free(queue);
  return 0;
}
