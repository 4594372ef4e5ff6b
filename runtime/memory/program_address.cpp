#include "runtime/memory/program_address.h"

#include <dlfcn.h>
#include <link.h>

#include <atomic>
#include <string_view>

#include "runtime/error.h"

namespace mp::memory {

namespace {

constexpr std::uintptr_t kUnknown = 1;  // no page begins there

/// FNV-1a. The loader gives the program itself the empty name.
std::uint64_t module_number(std::string_view name) {
  if (name.empty()) return 0;
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char letter : name) hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
  return hash;
}

struct Wanted {
  std::uint64_t module;
  std::uintptr_t base = kUnknown;
};

std::uintptr_t find_base(std::uint64_t module) {
  Wanted wanted{.module = module};
  const auto look = [](dl_phdr_info* found, std::size_t, void* argument) {
    auto& looked_for = *static_cast<Wanted*>(argument);
    if (module_number(found->dlpi_name) != looked_for.module) return 0;
    looked_for.base = found->dlpi_addr;
    return 1;  // ends the walk
  };
  dl_iterate_phdr(look, &wanted);
  return wanted.base;
}

std::uintptr_t base_of(std::uint64_t module) {
  if (module != 0) return find_base(module);  // not remembered: a library may be unloaded, and loaded elsewhere
  // No local static that is made at its first use: a child that is forked meanwhile by another thread would wait for it for ever.
  static constinit std::atomic<std::uintptr_t> program = kUnknown;
  if (program == kUnknown) program = find_base(0);
  return program;
}

}  // namespace

ProgramAddress program_address(const void* address) noexcept {
  if (address == nullptr) return {};
  dl_find_object object;
  MP_CHECK(_dl_find_object(const_cast<void*>(address), &object) == 0);
  const link_map& module = *object.dlfo_link_map;
  return {.module = module_number(module.l_name), .from_base = reinterpret_cast<std::uintptr_t>(address) - module.l_addr};
}

const void* address_of(ProgramAddress place) noexcept {
  if (!place) return nullptr;
  const std::uintptr_t base = base_of(place.module);
  return base == kUnknown ? nullptr : reinterpret_cast<const void*>(base + place.from_base);
}

}  // namespace mp::memory
