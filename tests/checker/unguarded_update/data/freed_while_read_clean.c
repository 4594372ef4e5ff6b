// What a thread reads is freed when the thread has ended.
#include <pthread.h>
#include <stdlib.h>

static void* read_it(void* argument) {
  const int* number = argument;
  return *number == 7 ? argument : NULL;  // NO RACE
}

int main(void) {
  int* number = malloc(sizeof *number);
  *number = 7;  // NO RACE
  pthread_t reader;
  pthread_create(&reader, NULL, read_it, number);
  pthread_join(reader, NULL);
  free(number);  // NO RACE
  return 0;
}
