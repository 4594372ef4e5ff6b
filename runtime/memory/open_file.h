// What an inherited descriptor is, for a process that was told its number and must not believe it.
//
// Thread and process safety: a pure question to the kernel.
#pragma once

#include <string_view>

namespace mp::memory {

/// The descriptor is open and is a memfd that was made with this name.
bool is_memfd(int descriptor, std::string_view name) noexcept;

}  // namespace mp::memory
