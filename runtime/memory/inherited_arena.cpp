#include "runtime/memory/inherited_arena.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "runtime/memory/open_file.h"

namespace mp::memory {

namespace {

constexpr const char* kVariable = "RACELAB_ARENA";

}  // namespace

std::string arena_variable(const Mapping::Place& place, int descriptor) {
  return fmt::format("{}={}:{:x}:{:x}", kVariable, descriptor, reinterpret_cast<std::uintptr_t>(place.begin), place.bytes);
}

std::optional<Mapping::Place> take_inherited_arena() {
  const char* const text = std::getenv(kVariable);
  if (text == nullptr) return std::nullopt;
  int descriptor = -1;
  std::uintptr_t begin = 0;
  std::size_t bytes = 0;
  const bool complete = std::sscanf(text, "%d:%lx:%zx", &descriptor, &begin, &bytes) == 3;
  ::unsetenv(kVariable);
  if (!complete || !is_memfd(descriptor, Mapping::kFileName)) return std::nullopt;
  ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  return Mapping::Place{descriptor, reinterpret_cast<std::byte*>(begin), bytes};
}

}  // namespace mp::memory
