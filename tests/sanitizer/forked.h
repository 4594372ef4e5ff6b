// A child by fork() itself, and memory by mmap() itself.
#pragma once

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <new>

namespace programs {

inline void must(bool done) {
  if (!done) abort();
}

/// Runs `body` in a child.
template <class Body>
pid_t forked(Body body) {
  const pid_t child = fork();
  if (child < 0) abort();
  if (child != 0) return child;
  body();
  _exit(0);
}

inline void reap(pid_t child) {
  if (waitpid(child, nullptr, 0) != child) abort();
}

/// Runs two bodies in two children at the same time.
template <class First, class Second>
int in_two(First first, Second second) {
  const pid_t one = forked(first);
  const pid_t other = forked(second);
  reap(one);
  reap(other);
  return 0;
}

/// A new file of memory with a name that nobody has, also where process ids are those of a sandbox.
inline int new_shared_memory(char (&name)[64], off_t bytes) {
  std::uint64_t random = 0;
  must(getrandom(&random, sizeof random, 0) == sizeof random);
  std::snprintf(name, sizeof name, "/racelab_test_%016llx", static_cast<unsigned long long>(random));
  const int file = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
  must(file >= 0 && ftruncate(file, bytes) == 0);
  return file;
}

/// A T that all children share.
template <class T>
T& mapped() {
  void* const memory = mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) abort();
  return *new (memory) T();
}

}  // namespace programs
