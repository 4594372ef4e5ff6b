// The orders are hidden in functions.
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static int items = 0, lines = 0;

static void write_line(void) {
  pthread_mutex_lock(&log_lock);  // FINDING
  ++lines;
  pthread_mutex_unlock(&log_lock);
}

static int count_items(void) {
  pthread_mutex_lock(&list_lock);  // FINDING
  int count = items;
  pthread_mutex_unlock(&list_lock);
  return count;
}

static void* add_item(void* unused) {
  pthread_mutex_lock(&list_lock);
  ++items;
  write_line();
  pthread_mutex_unlock(&list_lock);
  return unused;
}

static void* show(void* unused) {
  pthread_mutex_lock(&log_lock);
  lines += count_items();
  pthread_mutex_unlock(&log_lock);
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, add_item, NULL);
  pthread_create(&second, NULL, show, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return 0;
}
