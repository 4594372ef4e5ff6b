// A thread for each client, with a request of its own on the heap; all count under a lock.
#include <pthread.h>
#include <stdlib.h>

enum { kClients = 3 };
static int served = 0;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

struct request {
  int client;
  int answer;
};

static void* serve(void* argument) {
  struct request* request = argument;
  request->answer = request->client * 2;  // NO RACE
  pthread_mutex_lock(&m);
  served += 1;  // NO RACE
  pthread_mutex_unlock(&m);
  free(request);
  return NULL;
}

int main(void) {
  pthread_t threads[kClients];
  for (int i = 0; i < kClients; ++i) {
    struct request* request = malloc(sizeof *request);
    if (request == NULL) abort();
    request->client = i;  // NO RACE
    pthread_create(&threads[i], NULL, serve, request);
  }
  for (int i = 0; i < kClients; ++i) pthread_join(threads[i], NULL);
  return served == 99;  // NO RACE
}
