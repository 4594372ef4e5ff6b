// Each thread fills its own rows of a matrix; the last row of each is the one before the next's first.
#include <pthread.h>
#include <stddef.h>

enum { kThreads = 2, kRows = 8, kColumns = 8 };
static int matrix[kRows][kColumns];

struct range {
  int begin, end;
};

static void* fill(void* argument) {
  const struct range* range = argument;
  for (int row = range->begin; row < range->end && row < kRows; ++row)
    for (int column = 0; column < kColumns; ++column) matrix[row][column] = row * column;  // NO RACE
  return NULL;
}

int main(void) {
  pthread_t threads[kThreads];
  struct range ranges[kThreads] = {{0, kRows / 2}, {kRows / 2, kRows}};
  for (int i = 0; i < kThreads; ++i) pthread_create(&threads[i], NULL, fill, &ranges[i]);
  for (int i = 0; i < kThreads; ++i) pthread_join(threads[i], NULL);
  return matrix[1][1] == 2;  // NO RACE
}
