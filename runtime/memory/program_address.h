// A place in the program's code or constants, as it can travel to another process of the program: from which module, how far.
//
// Two processes of one program may have it at different addresses (a fork has not, a spawned copy has), so no pointer travels.
// A module is the program itself or a shared library that it has loaded; it is known by its file's name. What lies in a library
// that the other process has not loaded (dlopen) has no address there.
// Thread and process safety: values, 16 bytes without a pointer. Fork safety: no lock is taken to find a module, so a child of
// a process with several threads may ask as well; only the way back into a library asks the loader, which has one.
#pragma once

#include <cstdint>

namespace mp::memory {

struct ProgramAddress {
  std::uint64_t module = 0;     ///< 0: the program itself; otherwise a hash of the library's name
  std::uint64_t from_base = 0;  ///< bytes from where the module is loaded; in the program itself, 0 means no address

  explicit operator bool() const noexcept { return module != 0 || from_base != 0; }
  friend bool operator==(ProgramAddress, ProgramAddress) = default;
};

/// REQUIRES: `address` is nullptr, or lies in a module of this process.
ProgramAddress program_address(const void* address) noexcept;

/// The same place in this process; nullptr if it has not loaded the module.
const void* address_of(ProgramAddress place) noexcept;

template <class R, class... Args>
ProgramAddress code_address(R (*function)(Args...)) noexcept {
  return program_address(reinterpret_cast<const void*>(function));
}

/// The function there, or nullptr. REQUIRES: Function is the type that it had for code_address().
template <class Function>
Function* function_at(ProgramAddress place) noexcept {
  return reinterpret_cast<Function*>(const_cast<void*>(address_of(place)));
}

}  // namespace mp::memory
