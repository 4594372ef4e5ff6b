// Two numbers that are drawn lead to one result.
#include <pthread.h>

enum { kJobs = 4, kThreads = 2 };

pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
int next_job;
int results[kJobs];

static int draw(void) {
  pthread_mutex_lock(&lock);
  if (next_job >= kJobs) {
    pthread_mutex_unlock(&lock);
    return -1;
  }
  int job = next_job++;
  pthread_mutex_unlock(&lock);
  return job;
}

void* work(void* unused) {
  int job = draw();
  if (job >= 0) results[job / 2] += job;  // RACE
  return unused;
}

int main(void) {
  pthread_t threads[kThreads];
  for (int i = 0; i < kThreads; i++) pthread_create(&threads[i], 0, work, 0);
  for (int i = 0; i < kThreads; i++) pthread_join(threads[i], 0);
  return results[3] > 9;
}
