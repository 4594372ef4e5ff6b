// A variable begins as a copy of a structure: the function in it is called, under a lock.
#include <pthread.h>

struct job {
  void (*run)(int);
  int amount;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int total;

static void add(int amount) {
  pthread_mutex_lock(&lock);
  total += amount;  // NO RACE
  pthread_mutex_unlock(&lock);
}

static struct job jobs[2] = {{add, 1}, {add, 2}};

static struct job job_of(int index) { return jobs[index]; }

static void* worker(void* argument) {
  struct job job = *(struct job*)argument;
  job.run(job.amount);
  struct job other = job_of(0);
  other.run(other.amount);
  return 0;
}

int main(void) {
  pthread_t first;
  pthread_t second;
  pthread_create(&first, 0, worker, &jobs[0]);
  pthread_create(&second, 0, worker, &jobs[1]);
  pthread_join(first, 0);
  pthread_join(second, 0);
  return total - 5;
}
