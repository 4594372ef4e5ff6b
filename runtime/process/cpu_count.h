// How many processors this program may use: the default size of a Pool.
//
// A machine with 64 processors is of no use to a container that may use two of them. So both limits are read: the set of
// processors on which the kernel may run the caller (affinity), and the processor time that the control groups (cgroup v2,
// cpu.max) grant to this process or to any group around it.
//
// Thread and process safety: reads the kernel's files anew each time, so the answer follows a limit that changes.
#pragma once

#include <filesystem>
#include <limits>
#include <string_view>

namespace mp {

/// The number of processors that this program may keep busy at once, at least 1.
unsigned cpu_count();

namespace internal {

inline constexpr unsigned kNoCpuLimit = std::numeric_limits<unsigned>::max();

/// The processors worth of time that a cpu.max file grants, rounded up: 2 for "150000 100000"; kNoCpuLimit for "max 100000".
unsigned parse_cpu_max(std::string_view text);

/// The smallest grant of `group` and of the groups around it, up to `mount`, the folder where cgroup v2 is mounted.
unsigned cgroup_cpu_limit(const std::filesystem::path& mount, const std::filesystem::path& group);

}  // namespace internal
}  // namespace mp
