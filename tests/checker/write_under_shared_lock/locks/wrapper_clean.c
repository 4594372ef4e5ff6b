// The writer takes the lock through the readers' wrapper.
#include <pthread.h>
#include <stddef.h>

static int value = 0;
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;

static void begin_read(void) { pthread_rwlock_rdlock(&lock); }
static void begin_write(void) { pthread_rwlock_wrlock(&lock); }
static void end(void) { pthread_rwlock_unlock(&lock); }

static void* writer(void* unused) {
  begin_write();
  value = 1;  // NO RACE
  end();
  return unused;
}

static void* reader(void* seen) {
  begin_read();
  *(int*)seen = value;  // NO RACE
  end();
  return NULL;
}

int main(void) {
  pthread_t first, second;
  int seen = 0;
  begin_write();
  end();
  pthread_create(&second, NULL, reader, &seen);
  pthread_create(&first, NULL, writer, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return seen == 2;
}
