// One of several threads claims the answer, and says so before it is written down.
// NOT RUN: ThreadSanitizer sees it only if the other thread looks just between the two.
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

enum { kLength = 4, kThreads = 3 };
static atomic_flag is_claimed = ATOMIC_FLAG_INIT;
static atomic_int is_found;
static char password[kLength + 1];

static unsigned hash_of(const char* text) {
  unsigned hash = 2166136261u;
  for (; *text != 0; ++text) hash = (hash ^ (unsigned char)*text) * 16777619u;
  return hash;
}

static int next(char* text) {
  for (int i = kLength - 1; i >= 0; --i) {
    if (text[i] < 'f') {
      ++text[i];
      return 1;
    }
    text[i] = 'a';
  }
  return 0;
}

static void report(const char* text) {
  if (atomic_flag_test_and_set(&is_claimed)) return;
  atomic_store(&is_found, 1);
  memcpy(password, text, sizeof password);  // RACE
}

static void* search(void* wanted) {
  char text[kLength + 1] = "aaaa";
  do {
    if (hash_of(text) == *(unsigned*)wanted) {
      report(text);
      break;
    }
  } while (!atomic_load(&is_found) && next(text));
  return NULL;
}

int main(void) {
  unsigned wanted = hash_of("fade");
  pthread_t threads[kThreads];
  for (int i = 0; i < kThreads; ++i) pthread_create(&threads[i], NULL, search, &wanted);
  while (!atomic_load(&is_found)) {
  }
  const int is_known = password[0] == 'f';  // RACE
  for (int i = 0; i < kThreads; ++i) pthread_join(threads[i], NULL);
  return !is_known;
}
