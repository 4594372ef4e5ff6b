#include "runtime/sync/acquired_at.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <link.h>

#include <algorithm>
#include <span>

#include "runtime/code_place.h"

namespace mp::sync {
namespace {

constexpr unsigned kDistanceBits = 48;
constexpr std::uint64_t kLayouts = (std::uint64_t{1} << 15) - 1;  // 0 is the number of none

struct Layout {
  std::uint64_t base = 0;   // where the program itself is loaded
  std::uint64_t bytes = 0;  // of the program from there on
  std::uint64_t number = 0;
};

std::uint64_t end_of(const dl_phdr_info& module) {
  std::uint64_t end = 0;
  for (const ElfW(Phdr) & part : std::span(module.dlpi_phdr, module.dlpi_phnum)) {
    if (part.p_type == PT_LOAD) end = std::max<std::uint64_t>(end, part.p_vaddr + part.p_memsz);
  }
  return end;
}

Layout layout_of_process() {
  Layout layout;
  const auto add_module = [](dl_phdr_info* module, std::size_t, void* argument) {
    auto& sum = *static_cast<Layout*>(argument);
    if (sum.bytes == 0) {  // the first is the program itself
      sum.base = module->dlpi_addr;
      sum.bytes = end_of(*module);
    }
    sum.number = (sum.number ^ module->dlpi_addr) * 0x9e3779b97f4a7c15;
    return 0;
  };
  dl_iterate_phdr(add_module, &layout);
  layout.number = (layout.number >> 32) % kLayouts + 1;
  return layout;
}

// A fork inherits it, so a library that one of them loads later changes nothing.
const Layout layout = layout_of_process();

}  // namespace

const std::uint64_t AcquiredAt::to_word_ = (layout.number << kDistanceBits) - layout.base;

/// nullptr if this process does not know what is there.
const void* AcquiredAt::address_here() const noexcept {
  const auto distance =
      static_cast<std::uint64_t>(static_cast<std::int64_t>(word_ << (64 - kDistanceBits)) >> (64 - kDistanceBits));
  const std::uint64_t number = ((word_ - distance) & ~kIsCall) >> kDistanceBits;
  if (number == 0 || (number != layout.number && distance >= layout.bytes)) return nullptr;
  auto* const address = reinterpret_cast<void*>(layout.base + distance);
  dl_find_object module;  // what lies in no module is no place of the program
  return _dl_find_object(address, &module) == 0 ? address : nullptr;
}

std::string AcquiredAt::text() const {
  const void* const address = address_here();
  if (address == nullptr) return {};
  if ((word_ & kIsCall) == 0) return internal::code_place(static_cast<const char*>(address) - 1);  // behind the call itself
  const auto call = std::bit_cast<std::source_location>(address);
  return fmt::format("{}:{}", call.file_name(), call.line());
}

}  // namespace mp::sync
