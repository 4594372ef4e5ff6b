// One entry runs what it is given: the first thread prepares what the second one uses, which it has started.
#include <pthread.h>
#include <stddef.h>

static int slots;
static int is_closing;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void* entry(void* function) {
  ((void (*)(void))function)();
  return NULL;
}

static pthread_t start(void (*function)(void)) {
  pthread_t thread;
  pthread_create(&thread, NULL, entry, (void*)function);
  return thread;
}

static void take_slots(void) {
  for (int i = 0; i < 1000; ++i) {
    pthread_mutex_lock(&lock);
    if (!is_closing) --slots;  // RACE
    pthread_mutex_unlock(&lock);
  }
}

static void prepare(void) {
  pthread_t thread = start(take_slots);
  slots = 4;  // RACE
  pthread_join(thread, NULL);
}

int main(void) {
  pthread_t thread = start(prepare);
  pthread_join(thread, NULL);
  return slots == 0;
}
