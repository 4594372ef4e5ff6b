// Two threads walk a list and change what they find, each its own list.
#include <pthread.h>
#include <stddef.h>

struct node {
  int value;
  struct node* next;
};

static struct node last = {2, NULL};
static struct node first = {1, &last};
static struct node only = {3, NULL};

static void* double_all(void* list) {
  for (struct node* node = list; node != NULL; node = node->next) {
    node->value *= 2;  // NO RACE
  }
  return NULL;
}

int main(void) {
  pthread_t one, two;
  pthread_create(&one, NULL, double_all, &first);
  pthread_create(&two, NULL, double_all, &only);
  pthread_join(one, NULL);
  pthread_join(two, NULL);
  return last.value + only.value == 0;  // NO RACE
}
