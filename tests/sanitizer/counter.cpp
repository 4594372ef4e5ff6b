// A program of docs/sanitizer.md: two processes that count in one mapping, without a lock.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

int main() {
  void* const memory = mmap(nullptr, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 1;
  int& count = *static_cast<int*>(memory);
  for (int i = 0; i < 2; ++i) {
    if (fork() == 0) {
      count += 1;
      _exit(0);
    }
  }
  while (wait(nullptr) > 0) {
  }
  std::printf("%d\n", count);
}
