// A link leads back to the queue that holds it, and the queue's own lock guards its length.
#include <pthread.h>
#include <stddef.h>

struct Link {
  struct Link* next;
};
struct Queue {
  int length;
  struct Link link;
  pthread_mutex_t lock;
};
static struct Queue jobs;

static void grow(struct Link* link) {
  struct Queue* queue = (struct Queue*)((char*)link - offsetof(struct Queue, link));
  pthread_mutex_lock(&queue->lock);
  queue->length += 1;  // NO RACE
  pthread_mutex_unlock(&queue->lock);
}

static void* work(void* argument) {
  grow(argument);
  return NULL;
}

int main(void) {
  pthread_mutex_init(&jobs.lock, NULL);
  pthread_t worker;
  pthread_create(&worker, NULL, work, &jobs.link);
  pthread_mutex_lock(&jobs.lock);
  jobs.length += 1;  // NO RACE
  pthread_mutex_unlock(&jobs.lock);
  pthread_join(worker, NULL);
  return jobs.length == 1;  // NO RACE
}
