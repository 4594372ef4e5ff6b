// The older builtins count, too: the last holder of an object frees it.
#include <pthread.h>
#include <stdlib.h>

struct picture {
  int holders;
  int width;
};

static void drop(struct picture* picture) {
  if (__sync_sub_and_fetch(&picture->holders, 1) == 0) {  // NO RACE
    free(picture);                                        // NO RACE
  }
}

static void* show(void* argument) {
  struct picture* picture = argument;
  const int seen = picture->width;  // NO RACE
  drop(picture);
  return seen == 1 ? argument : NULL;
}

int main(void) {
  pthread_t thread;
  struct picture* picture = malloc(sizeof *picture);
  picture->holders = 1;
  picture->width = 640;
  __sync_fetch_and_add(&picture->holders, 1);
  pthread_create(&thread, NULL, show, picture);
  drop(picture);
  pthread_join(thread, NULL);
  return 0;
}
