#include "runtime/pool/code_address.h"

#include <link.h>

namespace mp::internal {

std::uintptr_t program_base() {
  static const std::uintptr_t base = [] {
    std::uintptr_t address = 0;
    // The program itself comes first, and a result other than 0 ends the walk.
    const auto first = [](dl_phdr_info* module, std::size_t, void* result) {
      *static_cast<std::uintptr_t*>(result) = module->dlpi_addr;
      return 1;
    };
    dl_iterate_phdr(first, &address);
    return address;
  }();
  return base;
}

}  // namespace mp::internal
