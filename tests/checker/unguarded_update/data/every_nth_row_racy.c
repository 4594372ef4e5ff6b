// A matrix is one array, row by row; each thread takes every n-th row, and one element of the next.
#include <pthread.h>

enum { kWidth = 64, kHeight = 50, kThreads = 3 };

static int matrix[kWidth * kHeight];

static void* work(void* argument) {
  const int id = *(int*)argument;
  for (int row = id; row < kHeight - 1; row += kThreads) {
    for (int column = 0; column <= kWidth; column++) matrix[row * kWidth + column] += id;  // RACE
  }
  return NULL;
}

int main(void) {
  pthread_t threads[kThreads];
  int ids[kThreads];
  for (int i = 0; i < kThreads; i++) {
    ids[i] = i;
    pthread_create(&threads[i], NULL, work, &ids[i]);
  }
  for (int i = 0; i < kThreads; i++) pthread_join(threads[i], NULL);
  return matrix[0];
}
