// Jobs of an array are submitted one by one, and filled in afterwards.
#include <pthread.h>

#define JOBS 4

struct job {
  int amount;
};

static struct job jobs[JOBS];
static struct job* queue[JOBS + 1];
static int head;
static int tail;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;

static void submit(struct job* job) {
  pthread_mutex_lock(&lock);
  queue[tail] = job;
  tail = (tail + 1) % (JOBS + 1);
  pthread_cond_signal(&filled);
  pthread_mutex_unlock(&lock);
}

static struct job* next_job(void) {
  pthread_mutex_lock(&lock);
  while (head == tail) pthread_cond_wait(&filled, &lock);
  struct job* job = queue[head];
  head = (head + 1) % (JOBS + 1);
  pthread_mutex_unlock(&lock);
  return job;
}

static void* worker(void* unused) {
  long total = 0;
  for (int i = 0; i < JOBS; ++i) total += next_job()->amount;  // RACE
  return total == 0 ? unused : 0;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, 0, worker, 0);
  for (int i = 0; i < JOBS; ++i) {
    submit(&jobs[i]);
    jobs[i].amount = i;  // RACE
  }
  pthread_join(thread, 0);
  return 0;
}
