// Each slot is claimed by the thread that finds it free, and only this thread writes what belongs to the slot.
#include <pthread.h>
#include <stddef.h>

enum { kSlots = 8 };
static int owner[kSlots];
static int parent[kSlots];

static void* search(void* argument) {
  const int me = *(int*)argument;
  for (int i = 0; i < kSlots; ++i) {
    if (owner[i] == -1) {   // RACE
      owner[i] = me;        // RACE
      parent[i] = me + 10;  // RACE
    }
  }
  return NULL;
}

int main(void) {
  int names[2] = {0, 1};
  for (int i = 0; i < kSlots; ++i) owner[i] = -1;  // NO RACE
  pthread_t first, second;
  pthread_create(&first, NULL, search, &names[0]);
  pthread_create(&second, NULL, search, &names[1]);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return parent[0] == 1;  // NO RACE
}
