#include "runtime/memory/open_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <string>

namespace mp::memory {

bool is_memfd(int descriptor, std::string_view name) noexcept {
  std::array<char, 300> link;
  const ssize_t length = ::readlink(fmt::format("/proc/self/fd/{}", descriptor).c_str(), link.data(), link.size());
  if (length < 0) return false;
  return std::string_view(link.data(), static_cast<std::size_t>(length)) == fmt::format("/memfd:{} (deleted)", name);
}

}  // namespace mp::memory
