// Jobs of an array are filled in and linked into a list one by one. Who takes one out moves the others up, and shows nothing new.
// NOT RUN: ThreadSanitizer sees it only if the job is taken before the next one is submitted.
#include <pthread.h>
#include <stddef.h>

#define JOBS 8

struct job {
  struct job* next;
  int number;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static struct job* first;
static struct job* last;

static void submit(struct job* job) {
  job->next = NULL;
  pthread_mutex_lock(&mutex);
  if (last != NULL) {
    last->next = job;
  } else {
    first = job;
  }
  last = job;
  pthread_cond_signal(&filled);
  pthread_mutex_unlock(&mutex);
}

static struct job* take(void) {
  pthread_mutex_lock(&mutex);
  while (first == NULL) pthread_cond_wait(&filled, &mutex);
  struct job* job = first;
  first = job->next;
  if (first == NULL) last = NULL;
  pthread_mutex_unlock(&mutex);
  return job;
}

static void* work(void* sum) {
  for (int i = 0; i < JOBS; i++) *(int*)sum += take()->number;  // RACE
  return NULL;
}

int main(void) {
  pthread_t worker;
  struct job jobs[JOBS];
  int sum = 0;
  pthread_create(&worker, NULL, work, &sum);
  for (int i = 0; i < JOBS; i++) {
    submit(&jobs[i]);
    jobs[i].number = i;  // RACE
  }
  pthread_join(worker, NULL);
  return sum == 0;
}
