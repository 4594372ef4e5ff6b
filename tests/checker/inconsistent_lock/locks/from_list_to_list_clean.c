// Nodes go from one list to the other, each list with its lock.
#include <pthread.h>
#include <stdlib.h>

struct node {
  int count;
  struct node* next;
};

struct list {
  pthread_mutex_t lock;
  struct node* head;
};

static struct list idle = {PTHREAD_MUTEX_INITIALIZER, 0};
static struct list busy = {PTHREAD_MUTEX_INITIALIZER, 0};

static void put(struct list* list, struct node* node) {
  pthread_mutex_lock(&list->lock);
  node->next = list->head;
  list->head = node;
  pthread_mutex_unlock(&list->lock);
}

static struct node* take(struct list* list) {
  pthread_mutex_lock(&list->lock);
  struct node* node = list->head;
  if (node != 0) list->head = node->next;
  pthread_mutex_unlock(&list->lock);
  return node;
}

static void count(struct list* list) {
  pthread_mutex_lock(&list->lock);
  if (list->head != 0) list->head->count += 1;  // NO RACE
  pthread_mutex_unlock(&list->lock);
}

static void* begin(void* unused) {
  count(&idle);
  struct node* node = take(&idle);
  if (node != 0) put(&busy, node);
  return unused;
}

static void* end(void* unused) {
  count(&busy);
  struct node* node = take(&busy);
  if (node != 0) put(&idle, node);
  return unused;
}

int main(void) {
  for (int i = 0; i < 3; ++i) {
    struct node* node = calloc(1, sizeof *node);
    put(&idle, node);
  }
  pthread_t first;
  pthread_t second;
  pthread_create(&first, 0, begin, 0);
  pthread_create(&second, 0, end, 0);
  pthread_join(first, 0);
  pthread_join(second, 0);
  return 0;
}
