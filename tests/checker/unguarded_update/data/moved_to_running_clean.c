// A worker moves a job from the waiting to the running ones, and then has it alone; the watcher looks at finished jobs.
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

struct Job {
  int tries;
  struct Job* next;
};

enum { kJobs = 50 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct Job* waiting;
static struct Job* running;
static struct Job* finished;

static struct Job* start(void) {
  pthread_mutex_lock(&lock);
  struct Job* job = waiting;
  if (job != NULL) {
    waiting = job->next;
    job->next = NULL;
    running = job;
  }
  pthread_mutex_unlock(&lock);
  return job;
}

static void finish(struct Job* job) {
  pthread_mutex_lock(&lock);
  running = NULL;
  job->next = finished;
  finished = job;
  pthread_mutex_unlock(&lock);
}

static void* work(void* unused) {
  (void)unused;
  struct Job* job = start();
  while (job != NULL) {
    for (int i = 0; i < 100; ++i) {
      job->tries += 1;  // NO RACE
      sched_yield();
    }
    finish(job);
    job = start();
  }
  return NULL;
}

static void* watch(void* unused) {
  (void)unused;
  long tries = 0;
  for (int i = 0; i < 5000; ++i) {
    sched_yield();
    pthread_mutex_lock(&lock);
    const struct Job* job = finished;
    if (job != NULL) tries += job->tries;  // NO RACE
    pthread_mutex_unlock(&lock);
  }
  return tries < 0 ? unused : NULL;
}

int main(void) {
  pthread_t worker, watcher;
  for (int i = 0; i < kJobs; ++i) {
    struct Job* job = calloc(1, sizeof *job);
    job->next = waiting;
    waiting = job;
  }
  pthread_create(&watcher, NULL, watch, NULL);
  pthread_create(&worker, NULL, work, NULL);
  pthread_join(worker, NULL);
  pthread_join(watcher, NULL);
  return 0;
}
