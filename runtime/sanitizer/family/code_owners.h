// Whose code stands at an address, as far as a symbolizer was asked: so a race that comes again by another way is known for what
// it is by its addresses alone.
//
// Where it lives: in memory of the whole family. All bytes zero: nothing is known.
// Thread, process and signal safety: no locks.
#pragma once

#include <cstdint>

#include "runtime/sanitizer/family/key_set.h"
#include "runtime/sanitizer/system/hash.h"

namespace race {

enum class CodeOwner { kUnknown, kProgram, kOthers };

class CodeOwners {
 public:
  CodeOwner of(std::uintptr_t code) const {
    if (program_.contains(key(code))) return CodeOwner::kProgram;
    return others_.contains(key(code)) ? CodeOwner::kOthers : CodeOwner::kUnknown;
  }

  /// REQUIRES: `owner` is known; whoever notes the same code says the same.
  void note(std::uintptr_t code, CodeOwner owner) { (owner == CodeOwner::kProgram ? program_ : others_).insert(key(code)); }

 private:
  static std::uint64_t key(std::uintptr_t code) { return mix(0, code); }

  KeySet program_;
  KeySet others_;
};

}  // namespace race
