#include "runtime/code_place.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <link.h>

#include <cerrno>
#include <string_view>

#include "runtime/type_name.h"

namespace mp::internal {

std::string code_place(const void* address) {
  dl_find_object module;
  if (_dl_find_object(const_cast<void*>(address), &module) != 0) return {};
  const link_map& map = *module.dlfo_link_map;
  const std::string_view path = map.l_name;
  const std::string_view name = path.empty() ? program_invocation_short_name : path.substr(path.rfind('/') + 1);
  std::string text = fmt::format("{}+{:#x}", name, reinterpret_cast<std::uintptr_t>(address) - map.l_addr);
  Dl_info function;
  if (::dladdr(address, &function) != 0 && function.dli_sname != nullptr) {
    text += fmt::format(" ({})", readable_symbol(function.dli_sname));
  }
  return text;
}

}  // namespace mp::internal
