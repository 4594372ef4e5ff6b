// The thread works on memory that it has allocated itself.
#include <pthread.h>
#include <stdlib.h>

static void* work(void* shared) {
  int* numbers = calloc(1, sizeof *numbers);
  if (numbers == NULL) return shared;
  numbers[0] += 1;  // NO RACE
  free(numbers);
  return NULL;
}

int main(void) {
  int* numbers = calloc(1, sizeof *numbers);
  pthread_t first, second;
  pthread_create(&first, NULL, work, numbers);
  pthread_create(&second, NULL, work, numbers);
  pthread_join(first, NULL);  // NOT NEEDED: no thread uses it
  pthread_join(second, NULL);
  free(numbers);
  return 0;
}
