// The buffer of a function is static: all threads have the same.
#include <pthread.h>
#include <stddef.h>

static char* buffer(void) {
  static char text[16];
  return text;
}

static void* put(void* letter) {
  buffer()[0] = *(const char*)letter;  // RACE
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
