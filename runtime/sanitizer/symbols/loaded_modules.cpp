#include "runtime/sanitizer/symbols/loaded_modules.h"

#include <limits.h>
#include <link.h>

#include <algorithm>

#include "runtime/sanitizer/system/system.h"

namespace race {
namespace {

struct Found {
  Texts& texts;
  std::span<Module> out;
  unsigned count = 0;
};

std::string_view path_of_program(Texts& texts) {
  char path[PATH_MAX];
  const long bytes = read_link("/proc/self/exe", path, sizeof path);
  return bytes <= 0 ? std::string_view("") : texts.keep({path, static_cast<std::size_t>(bytes)});
}

void add(const dl_phdr_info& file, Found& found) {
  Module module{.path = {}, .is_program = *file.dlpi_name == '\0', .base = file.dlpi_addr, .begin = UINTPTR_MAX};
  for (const ElfW(Phdr) & part : std::span(file.dlpi_phdr, file.dlpi_phnum)) {
    if (part.p_type != PT_LOAD) continue;
    module.begin = std::min(module.begin, module.base + part.p_vaddr);
    module.end = std::max(module.end, module.base + part.p_vaddr + part.p_memsz);
  }
  module.path = module.is_program ? path_of_program(found.texts) : found.texts.keep(file.dlpi_name);
  found.out[found.count++] = module;
}

}  // namespace

unsigned loaded_modules(Texts& texts, std::span<Module> out) {
  Found found{texts, out};
  dl_iterate_phdr(
      [](dl_phdr_info* file, std::size_t, void* data) {
        auto& found = *static_cast<Found*>(data);
        if (found.count == found.out.size()) return 1;
        // The kernel's own page has no name, and is not the first.
        if (*file->dlpi_name == '\0' && found.count != 0) return 0;
        add(*file, found);
        return 0;
      },
      &found);
  return found.count;
}

}  // namespace race
