// A walk through a list holds the lock of a node until it has the lock of the next one.
#include <pthread.h>
#include <stdlib.h>

struct Node {
  pthread_mutex_t lock;
  int hits;
  struct Node* next;
};

static void visit_all(struct Node* node) {
  // NOT NEEDED: without it the locks behind are not given up either, and who comes second waits for ever
  pthread_mutex_lock(&node->lock);
  while (node->next != NULL) {
    struct Node* next = node->next;
    pthread_mutex_lock(&next->lock);
    ++next->hits;  // NO RACE
    pthread_mutex_unlock(&node->lock);
    node = next;
  }
  pthread_mutex_unlock(&node->lock);
}

static void* work(void* argument) {
  visit_all(argument);
  return NULL;
}

int main(void) {
  struct Node* list = NULL;
  for (int i = 0; i < 4; ++i) {
    struct Node* node = calloc(1, sizeof *node);
    pthread_mutex_init(&node->lock, NULL);
    node->next = list;  // NO RACE
    list = node;
  }
  pthread_t first, second;
  pthread_create(&first, NULL, work, list);
  pthread_create(&second, NULL, work, list);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return list->hits == 1;  // NO RACE
}
