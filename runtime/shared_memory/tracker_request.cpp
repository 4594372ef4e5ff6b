#include "runtime/shared_memory/tracker_request.h"

#include <fmt/format.h>

#include <cstddef>

namespace mp::shared_memory {

TrackerAddress::TrackerAddress(std::uint64_t number) noexcept : address{} {
  address.sun_family = AF_UNIX;
  char* const begin = address.sun_path + 1;  // a NUL before the name makes it an abstract one
  char* const end = fmt::format_to(begin, "racelab-tracker-{:016x}", number);
  length = static_cast<socklen_t>(end - reinterpret_cast<char*>(&address));
}

}  // namespace mp::shared_memory
