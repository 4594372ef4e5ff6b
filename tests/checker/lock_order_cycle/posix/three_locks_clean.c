// Three locks in a circle: no two threads disagree about two of them.
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t c = PTHREAD_MUTEX_INITIALIZER;

static void both(pthread_mutex_t* first, pthread_mutex_t* second) {
  pthread_mutex_lock(first);  // NOT NEEDED: the locks guard nothing
  // NOT NEEDED: the locks guard nothing
  pthread_mutex_lock(second);  // NO FINDING
  pthread_mutex_unlock(second);
  pthread_mutex_unlock(first);
}

static void* one(void* unused) {
  both(&a, &b);
  return unused;
}

static void* two(void* unused) {
  both(&b, &c);
  return unused;
}

static void* three(void* unused) {
  both(&a, &c);
  return unused;
}

int main(void) {
  pthread_t threads[3];
  pthread_create(&threads[0], NULL, one, NULL);
  pthread_create(&threads[1], NULL, two, NULL);
  pthread_create(&threads[2], NULL, three, NULL);
  for (int i = 0; i < 3; ++i) pthread_join(threads[i], NULL);
  return 0;
}
