// A function on its way to another process of the same program: how far it is from where the program is loaded.
//
// Two processes of one program may have it at different addresses, so no pointer travels. A function of the program itself has
// the same distance in every process; one of a shared library only in processes that are forks of each other.
// Thread and process safety: values; the base is looked up once per process.
#pragma once

#include <cstdint>

namespace mp::internal {

/// Where the program is loaded in this process.
std::uintptr_t program_base();

struct CodeAddress {
  std::uintptr_t from_base;  ///< modulo 2^64: a function of a library may lie below the program
};

template <class R, class... Args>
CodeAddress code_address(R (*function)(Args...)) {
  return {reinterpret_cast<std::uintptr_t>(function) - program_base()};
}

/// The function at that distance in this process. REQUIRES: Function is the type that it had for code_address().
template <class Function>
Function* function_at(CodeAddress address) {
  return reinterpret_cast<Function*>(program_base() + address.from_base);
}

}  // namespace mp::internal
