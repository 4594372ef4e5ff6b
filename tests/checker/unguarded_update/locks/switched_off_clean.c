// A table of functions locks, or does nothing in a program without other threads: while threads run, the locks are on.
#include <pthread.h>
#include <stdbool.h>

struct lock_methods {
  void (*enter)(pthread_mutex_t*);
  void (*leave)(pthread_mutex_t*);
};

static void really_enter(pthread_mutex_t* mutex) { pthread_mutex_lock(mutex); }
static void really_leave(pthread_mutex_t* mutex) { pthread_mutex_unlock(mutex); }
static void do_nothing(pthread_mutex_t* mutex) { (void)mutex; }

static const struct lock_methods real = {really_enter, really_leave};
static const struct lock_methods none = {do_nothing, do_nothing};

static const struct lock_methods* methods;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int sum;

static void* add(void* unused) {
  methods->enter(&mutex);
  ++sum;  // NO RACE
  methods->leave(&mutex);
  return unused;
}

int main(int argc, char** argv) {
  (void)argv;
  const bool is_serial = argc > 1;
  methods = is_serial ? &none : &real;
  pthread_t threads[2];
  const int count = is_serial ? 1 : 2;
  for (int i = 0; i < count; ++i) pthread_create(&threads[i], NULL, add, NULL);
  for (int i = 0; i < count; ++i) pthread_join(threads[i], NULL);
  return sum == count ? 0 : 1;  // NO RACE
}
