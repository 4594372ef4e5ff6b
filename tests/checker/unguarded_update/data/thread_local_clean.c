// The buffer of a function is _Thread_local: every thread has its own.
#include <pthread.h>
#include <stddef.h>

static char* buffer(void) {
  static _Thread_local char text[16];
  return text;
}

static void* put(void* letter) {
  buffer()[0] = *(const char*)letter;  // NO RACE
  return NULL;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, put, "a");
  pthread_create(&second, NULL, put, "b");
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return 0;
}
