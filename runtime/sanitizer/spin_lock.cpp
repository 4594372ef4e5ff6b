#include "runtime/sanitizer/spin_lock.h"

#include <cstddef>
#include <string_view>

#include "runtime/sanitizer/system.h"

namespace race {
namespace {

constexpr unsigned kSpins = 200;           // before the first look at the owner; a table entry takes fewer
constexpr long kPauseNanoseconds = 50000;  // between two looks

std::uint64_t me() { return static_cast<std::uint64_t>(process_id()) << 32 | static_cast<std::uint32_t>(thread_id()); }

void append_number(char*& out, std::uint32_t number) {
  char digits[10];
  std::size_t count = 0;
  do digits[count++] = static_cast<char>('0' + number % 10);
  while ((number /= 10) != 0);
  while (count != 0) *out++ = digits[--count];
}

void append_text(char*& out, std::string_view text) {
  for (char c : text) *out++ = c;
}

// kill(pid, 0) succeeds on a zombie, whose threads run no more; the kernel's own word on the thread's state does not lie.
bool is_dead(std::uint64_t owner) {
  char path[64];
  char* end = path;
  append_text(end, "/proc/");
  append_number(end, static_cast<std::uint32_t>(owner >> 32));
  append_text(end, "/task/");
  append_number(end, static_cast<std::uint32_t>(owner));
  append_text(end, "/stat");
  *end = '\0';
  char buffer[512];
  const long count = read_file_start(path, buffer, sizeof buffer);
  // Without /proc nobody is known to be dead.
  if (count < 0) return count == kNoSuchFile && read_file_start("/proc/self/stat", buffer, sizeof buffer) > 0;
  const std::string_view stat(buffer, static_cast<std::size_t>(count));
  const std::size_t name_end = stat.rfind(')');  // "pid (name) state ...", and a name may hold anything
  if (name_end == std::string_view::npos || name_end + 2 >= stat.size()) return false;
  const char state = stat[name_end + 2];
  return state == 'Z' || state == 'X' || state == 'x';
}

}  // namespace

bool SpinLock::lock() {
  const std::uint64_t self = me();
  for (unsigned round = 1;; ++round) {
    std::uint64_t owner = 0;
    if (owner_.compare_exchange_strong(owner, self, std::memory_order_acquire)) return true;
    if (owner == self) return false;
    if (round < kSpins) {
      __builtin_ia32_pause();
      continue;
    }
    if (is_dead(owner) && owner_.compare_exchange_strong(owner, self, std::memory_order_acquire)) return true;
    pause_thread(kPauseNanoseconds);
  }
}

}  // namespace race
