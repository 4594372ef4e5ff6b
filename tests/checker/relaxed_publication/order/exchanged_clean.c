// A new object is made known by an exchange; with release, what was done to it before is seen.
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct plugin {
  int version;
};

static struct plugin* _Atomic current;

static void* load(void* unused) {
  struct plugin* plugin = malloc(sizeof *plugin);
  plugin->version = 1;  // NO RACE
  atomic_exchange_explicit(&current, plugin, memory_order_release);
  return unused;
}

static void* use(void* unused) {
  struct plugin* plugin;
  while ((plugin = atomic_load_explicit(&current, memory_order_acquire)) == NULL) continue;
  return plugin->version == 42 ? unused : NULL;  // NO RACE
}

int main(void) {
  pthread_t loader;
  pthread_t user;
  pthread_create(&user, NULL, use, NULL);
  pthread_create(&loader, NULL, load, NULL);
  pthread_join(user, NULL);
  pthread_join(loader, NULL);
  free(current);
  return 0;
}
