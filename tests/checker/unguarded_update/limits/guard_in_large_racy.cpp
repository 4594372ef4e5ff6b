// In a program whose calls are too many to tell apart, a guard is still known after a call to which it was not given.
#include <mutex>
#include <thread>

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

static std::mutex mutex;
static int limit;
static int rounds;
static long total;

static void last(int) {}

LEVELS(f, last)
LEVELS(e, f)
LEVELS(d, e)
LEVELS(c, d)
LEVELS(b, c)
LEVELS(a, b)

static long square(long number) { return number * number; }

static void work() {
  std::unique_lock<std::mutex> lock(mutex);
  for (int round = 0; round < rounds; ++round) {
    lock.unlock();
    const long more = square(round);
    total += more;  // RACE
    lock.lock();
  }
}

int main(int argc, char**) {
  limit = 10 * argc;
  rounds = 300'000 * argc;
  a(1);
  std::thread first(work);
  std::thread second(work);
  first.join();
  second.join();
  return total == 0;
}
