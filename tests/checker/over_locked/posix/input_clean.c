// Input may take as long as it likes.
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int lines = 0;

static void* read_lines(void* unused) {
  char line[80];
  int own = 0;
  while (fgets(line, sizeof line, stdin) != NULL) {  // NO FINDING
    ++own;
  }
  pthread_mutex_lock(&lock);  // NO FINDING
  lines += own;
  pthread_mutex_unlock(&lock);
  return unused;
}

static void* look(void* unused) {
  pthread_mutex_lock(&lock);  // NO FINDING
  int seen = lines;
  pthread_mutex_unlock(&lock);
  return seen == 7 ? NULL : unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, read_lines, NULL);
  pthread_create(&second, NULL, look, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return 0;
}
