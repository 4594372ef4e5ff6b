// Two processes count in shared memory, in an atomic.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <new>

int main() {
  void* memory = mmap(nullptr, 64, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 1;
  auto* counter = new (memory) std::atomic<int>(0);
  const pid_t child = fork();
  *counter += 1;  // NO RACE
  if (child == 0) _exit(0);
  waitpid(child, nullptr, 0);  // NOT NEEDED: it is atomic
  return *counter == 1;        // NO RACE
}
