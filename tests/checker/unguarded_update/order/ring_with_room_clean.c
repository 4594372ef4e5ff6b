// A ring of four places: two semaphores say how many are free and how many are full, so one reader and one writer need no lock.
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>

enum { kPlaces = 4, kItems = 20000 };

static int ring[kPlaces];
static sem_t free_places;
static sem_t full_places;
static long sum;

static void* produce(void* unused) {
  for (unsigned i = 0; i < kItems; ++i) {
    sem_wait(&free_places);
    ring[i % kPlaces] = 1;  // NO RACE
    sem_post(&full_places);
  }
  return unused;
}

static void* consume(void* unused) {
  for (unsigned i = 0; i < kItems; ++i) {
    sem_wait(&full_places);
    sum += ring[i % kPlaces];  // NO RACE
    sem_post(&free_places);
  }
  return unused;
}

int main(void) {
  pthread_t writer;
  pthread_t reader;
  sem_init(&free_places, 0, kPlaces);
  sem_init(&full_places, 0, 0);
  pthread_create(&reader, NULL, consume, NULL);
  pthread_create(&writer, NULL, produce, NULL);
  pthread_join(writer, NULL);
  pthread_join(reader, NULL);
  return sum == 1;
}
