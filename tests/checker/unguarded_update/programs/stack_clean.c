// A stack of nodes behind a lock; its size is asked for under the lock.
#include <pthread.h>
#include <stdlib.h>

struct node {
  struct node* below;
  int value;
};

static struct stack {
  pthread_mutex_t lock;
  struct node* top;
  int size;
} stack = {PTHREAD_MUTEX_INITIALIZER, NULL, 0};

static void push(struct stack* s, int value) {
  struct node* node = malloc(sizeof *node);
  if (node == NULL) abort();
  node->value = value;  // NO RACE
  pthread_mutex_lock(&s->lock);
  node->below = s->top;  // NO RACE
  s->top = node;         // NO RACE
  s->size += 1;          // NO RACE
  pthread_mutex_unlock(&s->lock);
}

static int size(struct stack* s) {
  pthread_mutex_lock(&s->lock);
  int size = s->size;  // NO RACE
  pthread_mutex_unlock(&s->lock);
  return size;
}

static void* work(void* unused) {
  push(&stack, 1);
  push(&stack, 2);
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, work, NULL);
  pthread_create(&second, NULL, work, NULL);
  int seen = size(&stack);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  while (stack.top != NULL) {  // NO RACE
    struct node* node = stack.top;
    stack.top = node->below;
    free(node);
  }
  return seen == 99;
}
