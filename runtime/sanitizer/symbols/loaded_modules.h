// The files of code that this process has loaded.
//
// Thread safety: one thread, before main: it asks the dynamic linker, which takes its locks. No allocation.
#pragma once

#include <span>

#include "runtime/sanitizer/symbols/images.h"
#include "runtime/sanitizer/symbols/texts.h"

namespace race {

/// As many as fit; returns how many. Their paths are kept in `texts`.
unsigned loaded_modules(Texts& texts, std::span<Module> out);

}  // namespace race
