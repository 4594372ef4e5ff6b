// The user's line that created a shared object, as the object's handle keeps it: the same in every process of the program.
//
//   explicit Lock(std::source_location created = std::source_location::current()) : created_(created) {}
//   std::source_location created() const noexcept { return created_; }         // with  const memory::CreatedAt created_;
//
// A std::source_location is a pointer to constants of the program, which a spawned process has at another address. Here it is
// the place of these constants (program_address.h). In a process that has not loaded the library where the line stands, the
// location is an empty one: line 0.
// Thread, process and fork safety: a value without pointers.
#pragma once

#include <bit>
#include <source_location>

#include "runtime/memory/program_address.h"

namespace mp::memory {

class CreatedAt {
 public:
  CreatedAt(std::source_location created) noexcept : place_(program_address(std::bit_cast<const void*>(created))) {}
  operator std::source_location() const noexcept { return std::bit_cast<std::source_location>(address_of(place_)); }

 private:
  static_assert(sizeof(std::source_location) == sizeof(void*), "libstdc++ has nothing in it but the pointer");

  ProgramAddress place_;
};

}  // namespace mp::memory
