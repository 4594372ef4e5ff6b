// In a program whose calls are too many to tell apart, what main prepares before it starts a thread is not compared with what the
// thread does, although a call that comes later prepares it again.
#include <pthread.h>

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

static int limit;
static int mode;

static void prepare(void) {
  mode = 3;  // MISSED: that main came here before there was a thread says nothing of a later call
}

static void last(int x) {
  (void)x;
  prepare();
}

LEVELS(f, last)
LEVELS(e, f)
LEVELS(d, e)
LEVELS(c, d)
LEVELS(b, c)
LEVELS(a, b)

static void* use(void* unused) {
  return mode == 3 ? unused : NULL;  // MISSED: as above
}

int main(int argc, char** argv) {
  (void)argv;
  limit = 10 * argc;
  a(1);
  pthread_t thread;
  pthread_create(&thread, NULL, use, NULL);
  a(2);
  pthread_join(thread, NULL);
  return 0;
}
