// What a call tells others depends on its argument; here it is the first call that says that all is done.
#include <pthread.h>
#include <sched.h>

enum news { kBusy, kDone };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int busy = 3;
static int reports = 0;
static int results[3];

static void tell(enum news what) {
  pthread_mutex_lock(&lock);
  ++reports;
  if (what == kDone) {
    --busy;
    pthread_cond_signal(&changed);
  }
  pthread_mutex_unlock(&lock);
}

static void* work(void* number) {
  int* result = number;
  tell(kDone);
  for (int i = 0; i < 1000; i++) {
    *result += i;  // RACE
    sched_yield();
  }
  tell(kBusy);
  return NULL;
}

int main(void) {
  for (int i = 0; i < 3; i++) {
    pthread_t thread;
    pthread_create(&thread, NULL, work, &results[i]);
    pthread_detach(thread);
  }
  pthread_mutex_lock(&lock);
  while (busy > 0) pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);
  return results[0] + results[1] + results[2] == 0;  // RACE
}
