// A matrix in tiles: each thread fills one row too many of its tiles.
#include <pthread.h>

enum { kSide = 12, kTile = 4, kTilesInRow = kSide / kTile, kThreads = 2 };

int matrix[kSide + 1][kSide];

static void fill(int row, int column) {
  for (int i = row * kTile; i <= (row + 1) * kTile; i++) {
    for (int j = column * kTile; j < (column + 1) * kTile; j++) matrix[i][j] = i * j;  // RACE
  }
}

void* work(void* argument) {
  for (int tile = (int)(long)argument; tile < kTilesInRow * kTilesInRow; tile += kThreads) {
    fill(tile / kTilesInRow, tile % kTilesInRow);
  }
  return 0;
}

int main(void) {
  pthread_t threads[kThreads];
  for (long i = 0; i < kThreads; i++) pthread_create(&threads[i], 0, work, (void*)i);
  for (int i = 0; i < kThreads; i++) pthread_join(threads[i], 0);
  return matrix[1][1] != 1;
}
