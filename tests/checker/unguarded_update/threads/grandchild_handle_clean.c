// A thread leaves the handle of its own child in a global; main joins the child after the thread.
#include <pthread.h>
#include <stddef.h>

static pthread_t child;
static int data = 0;

static void* write_data(void* unused) {
  data = 42;  // NO RACE
  return unused;
}

static void* start_child(void* unused) {
  pthread_create(&child, NULL, write_data, NULL);  // NO RACE
  return unused;
}

int main(void) {
  pthread_t parent;
  pthread_create(&parent, NULL, start_child, NULL);
  pthread_join(parent, NULL);
  pthread_join(child, NULL);  // NO RACE
  const int seen = data;      // NO RACE
  return seen == 1;
}
