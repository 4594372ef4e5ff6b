#include "runtime/pool/code_address.h"

#include <link.h>

#include <atomic>

namespace mp::internal {

namespace {

constexpr std::uintptr_t kUnknown = 1;  // no page begins there

std::uintptr_t find_program_base() {
  std::uintptr_t address = 0;
  // The program itself comes first, and a result other than 0 ends the walk.
  const auto first = [](dl_phdr_info* module, std::size_t, void* result) {
    *static_cast<std::uintptr_t*>(result) = module->dlpi_addr;
    return 1;
  };
  dl_iterate_phdr(first, &address);
  return address;
}

}  // namespace

std::uintptr_t program_base() {
  // No local static that is made at its first use: a child that is forked meanwhile by another thread would wait for it for ever.
  static constinit std::atomic<std::uintptr_t> base = kUnknown;
  if (base == kUnknown) base = find_program_base();
  return base;
}

}  // namespace mp::internal
