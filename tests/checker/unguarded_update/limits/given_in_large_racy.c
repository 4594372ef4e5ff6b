// In a program whose calls are too many to tell apart, a call gives both threads the same item of a list.
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

// Each level calls the next in four times as many ways.
#define LEVEL(name, next)                               \
  static void name(int x) {                             \
    if (x >= limit) return last(x);                     \
    x % limit == 1 ? next(4 * x) : next(4 * x + 1);     \
    x % limit == 2 ? next(4 * x + 2) : next(4 * x + 3); \
  }
#define LEVELS(name, next) \
  LEVEL(name##7, next)     \
  LEVEL(name##6, name##7)  \
  LEVEL(name##5, name##6)  \
  LEVEL(name##4, name##5)  \
  LEVEL(name##3, name##4)  \
  LEVEL(name##2, name##3)  \
  LEVEL(name##1, name##2)  \
  LEVEL(name, name##1)

struct item {
  int value;
  struct item* next;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int limit;
static int rounds;
static struct item* head;

static void last(int x) { (void)x; }

LEVELS(f, last)
LEVELS(e, f)
LEVELS(d, e)
LEVELS(c, d)
LEVELS(b, c)
LEVELS(a, b)

static bool take(struct item** item) {
  if (head == NULL) return false;
  *item = head;
  return true;
}

static void* consume(void* unused) {
  struct item* item = NULL;
  for (int round = 0; round < rounds; ++round) {
    pthread_mutex_lock(&mutex);
    const bool is_there = take(&item);
    pthread_mutex_unlock(&mutex);
    if (!is_there) return unused;
    item->value += 1;  // RACE
  }
  return unused;
}

int main(int argc, char** argv) {
  (void)argv;
  limit = 10 * argc;
  rounds = 8 * argc;
  a(1);
  for (int i = 0; i < 20; ++i) {
    struct item* item = malloc(sizeof *item);
    item->value = i;
    item->next = head;
    head = item;
  }
  pthread_t consumers[2];
  for (int i = 0; i < 2; ++i) pthread_create(&consumers[i], NULL, consume, NULL);
  for (int i = 0; i < 2; ++i) pthread_join(consumers[i], NULL);
  return 0;
}
