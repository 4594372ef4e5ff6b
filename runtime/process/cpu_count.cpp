#include "runtime/process/cpu_count.h"

#include <sched.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <thread>

namespace mp {
namespace {

/// The processors on which the kernel may run the caller. The set is as large as the kernel was built for, so it is asked for
/// with a growing buffer; 0 if the kernel does not say.
unsigned allowed_by_affinity() {
  constexpr int kLargestMachine = 1 << 20;
  for (int processors = CPU_SETSIZE; processors <= kLargestMachine; processors *= 2) {
    const std::unique_ptr<cpu_set_t, void (*)(cpu_set_t*)> set(CPU_ALLOC(processors), [](cpu_set_t* s) { CPU_FREE(s); });
    const std::size_t bytes = CPU_ALLOC_SIZE(processors);
    if (set != nullptr && sched_getaffinity(0, bytes, set.get()) == 0) return CPU_COUNT_S(bytes, set.get());
    if (errno != EINVAL) break;
  }
  return 0;
}

/// The path of this process in the tree of cgroup v2: the line "0::/path" of /proc/self/cgroup. Empty if there is none.
std::string own_cgroup() {
  std::ifstream file("/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("0::")) return line.substr(3);
  }
  return "";
}

}  // namespace

namespace internal {

unsigned parse_cpu_max(std::string_view text) {
  std::istringstream words{std::string(text)};
  std::uint64_t quota = 0;  // microseconds of processor time in each period; the word "max" is not a number
  std::uint64_t period = 0;
  if (!(words >> quota >> period) || period == 0) return kNoCpuLimit;
  const std::uint64_t processors = quota / period + (quota % period != 0 ? 1 : 0);
  return static_cast<unsigned>(std::clamp<std::uint64_t>(processors, 1, kNoCpuLimit));
}

unsigned cgroup_cpu_limit(const std::filesystem::path& mount, const std::filesystem::path& group) {
  unsigned limit = kNoCpuLimit;
  std::filesystem::path folder = mount;
  const auto read_grant = [&] {
    std::ifstream file(folder / "cpu.max");
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    limit = std::min(limit, parse_cpu_max(text));
  };
  read_grant();
  for (const std::filesystem::path& name : group.relative_path()) {
    folder /= name;
    read_grant();
  }
  return limit;
}

}  // namespace internal

unsigned cpu_count() {
  const unsigned affinity = allowed_by_affinity();
  const unsigned processors = affinity != 0 ? affinity : std::thread::hardware_concurrency();
  return std::max(1U, std::min(processors, internal::cgroup_cpu_limit("/sys/fs/cgroup", own_cgroup())));
}

}  // namespace mp
